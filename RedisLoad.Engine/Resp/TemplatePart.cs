using System.Globalization;
using System.Text;

namespace RedisLoad.Resp;

/// <summary>A piece of an argument: text, or what stands for a placeholder in one session.</summary>
internal abstract class TemplatePart
{
    /// <summary>Whether the piece is the same for every session.</summary>
    public virtual bool IsFixed => false;

    /// <summary>The most bytes the piece has for any session.</summary>
    public abstract int MaxLength { get; }

    public abstract int LengthFor(in TemplateValues values);

    public abstract void Write(in TemplateValues values, ref RespWriter writer);

    public sealed class Literal(byte[] text) : TemplatePart
    {
        public byte[] Text => text;

        public override bool IsFixed => true;

        public override int MaxLength => text.Length;

        public override int LengthFor(in TemplateValues values) => text.Length;

        public override void Write(in TemplateValues values, ref RespWriter writer) => writer.Text(text);
    }

    /// <summary><c>{burst}</c>, <c>{client}</c>, <c>{worker}</c>, <c>{random:N}</c>: a number in decimal digits.</summary>
    public abstract class Number : TemplatePart
    {
        private const int LongestNumber = 20;

        public override int MaxLength => LongestNumber;

        public override int LengthFor(in TemplateValues values)
        {
            Span<byte> digits = stackalloc byte[LongestNumber];
            ValueIn(values).TryFormat(digits, out int count, provider: CultureInfo.InvariantCulture);
            return count;
        }

        public override void Write(in TemplateValues values, ref RespWriter writer) => writer.Number(ValueIn(values));

        protected abstract long ValueIn(in TemplateValues values);
    }

    public sealed class Burst : Number
    {
        protected override long ValueIn(in TemplateValues values) => values.Session.Burst;
    }

    public sealed class Client : Number
    {
        protected override long ValueIn(in TemplateValues values) => values.Session.Client;
    }

    public sealed class Worker : Number
    {
        protected override long ValueIn(in TemplateValues values) => values.Worker;
    }

    /// <summary>A number below a limit, drawn evenly.</summary>
    public sealed class RandomNumber(long limit, int position) : Number
    {
        protected override long ValueIn(in TemplateValues values) => SplitMix64.Below(limit, values.Seed, (ulong)position);
    }

    /// <summary>Letters and digits, drawn evenly.</summary>
    public sealed class RandomText(int length, int position) : TemplatePart
    {
        private static readonly byte[] s_letters = Encoding.ASCII.GetBytes(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

        public override int MaxLength => length;

        public override int LengthFor(in TemplateValues values) => length;

        public override void Write(in TemplateValues values, ref RespWriter writer)
        {
            ulong seed = SplitMix64.At(values.Seed, (ulong)position);
            for (int i = 0; i < length; i++)
                writer.Text(s_letters.AsSpan((int)SplitMix64.Below(s_letters.Length, seed, (ulong)i), 1));
        }
    }

    /// <summary><c>{hash-tag}</c>: makes the key one of the cluster node that the connection goes to.</summary>
    public sealed class HashTag : TemplatePart
    {
        private const int LongestTag = 16;

        public override int MaxLength => LongestTag;

        public override int LengthFor(in TemplateValues values) => values.HashTag.Length;

        public override void Write(in TemplateValues values, ref RespWriter writer) => writer.Text(values.HashTag.Span);
    }
}
