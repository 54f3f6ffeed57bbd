using System.Management.Automation;

namespace PwshLite.Tests;

/// <summary>A row with a view in Fixtures/Sample.Format.ps1xml.</summary>
public sealed record SampleRow(int Number, string Hidden);

/// <summary>Writes rows without end and says when it is stopped.</summary>
[Cmdlet(VerbsCommon.Get, "SampleRow")]
[OutputType(typeof(SampleRow))]
public sealed class GetSampleRowCommand : PSCmdlet, IDisposable
{
    private int _written;

    protected override void ProcessRecord()
    {
        while (!Stopping)
        {
            WriteObject(new SampleRow(++_written, "hidden"));
        }
    }

    public void Dispose() => Console.WriteLine($"disposed after {_written}");
}
