using OxyPlot;
using RedisLoad.Report.Figures;

namespace RedisLoad.Report.Drawing;

/// <summary>The colours of a chart: names that the page's style gives a colour, one by day and one by night.</summary>
internal static class Ink
{
    /// <summary>As many as the style has colours for.</summary>
    public const int Curves = 8;

    private const byte CurveMark = 2;

    private static readonly double[][] s_dashes = [[], [6, 3], [2, 2], [8, 3, 2, 3], [1, 3], [12, 3], [4, 2, 1, 2, 1, 2], [3, 5]];

    public static OxyColor Text { get; } = OxyColor.FromRgb(1, 0, 0);

    public static OxyColor Grid { get; } = OxyColor.FromRgb(1, 0, 1);

    public static OxyColor Paper { get; } = OxyColor.FromRgb(1, 0, 2);

    /// <summary>The place of a curve's colour among those of the style: a baseline's is the last, a grey.</summary>
    public static int ColourOf(Curve curve, int index) => curve.IsBaseline ? Curves - 1 : index % Curves;

    public static OxyColor OfCurve(int index) => OxyColor.FromRgb(CurveMark, 0, (byte)(index % Curves));

    /// <summary>Lines differ in this, too, for who cannot tell their colours.</summary>
    public static double[] DashesOf(int index) => s_dashes[index % Curves];

    /// <summary>The name that the style knows.</summary>
    public static string NameOf(OxyColor color) => color.R == CurveMark ? $"c{color.B}" : color.B switch
    {
        0 => "text",
        1 => "grid",
        _ => "paper",
    };
}
