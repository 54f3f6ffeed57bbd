using System.Globalization;
using System.Management.Automation;

namespace PwshLite.Host;

/// <summary>
/// The newest progress record on one line, redrawn in place. Other output erases it, and it comes back after the next end of line.
/// </summary>
internal sealed class ProgressLine(TextWriter terminal)
{
    private const string EraseLine = "\r\e[K";
    private const int BarWidth = 10;
    private const int DefaultWidth = 80;
    private static readonly TimeSpan s_redrawInterval = TimeSpan.FromMilliseconds(100);

    // Ordered by first appearance: when the newest activity completes, the one it was part of shows again.
    private readonly List<(long Source, int Id, ProgressRecord Record)> _active = [];
    private DateTime _drawnAt;
    private bool _visible;

    public void Update(long source, ProgressRecord record)
    {
        int at = _active.FindIndex(a => a.Source == source && a.Id == record.ActivityId);
        if (record.RecordType == ProgressRecordType.Completed)
        {
            if (at >= 0)
            {
                _active.RemoveAt(at);
                Erase();
                Draw();
            }

            return;
        }

        if (at >= 0)
        {
            _active[at] = (source, record.ActivityId, record);
        }
        else
        {
            _active.Add((source, record.ActivityId, record));
        }

        if (DateTime.UtcNow - _drawnAt >= s_redrawInterval)
        {
            Draw();
        }
    }

    public void Draw()
    {
        if (_active.Count == 0)
        {
            return;
        }

        string text = Describe(_active[^1].Record);
        int width = (Console.WindowWidth > 1 ? Console.WindowWidth : DefaultWidth) - 1;
        terminal.Write(EraseLine + (text.Length > width ? text[..width] : text));
        _visible = true;
        _drawnAt = DateTime.UtcNow;
    }

    public void Erase()
    {
        if (_visible)
        {
            terminal.Write(EraseLine);
            _visible = false;
        }
    }

    public void Clear()
    {
        _active.Clear();
        Erase();
    }

    private static string Describe(ProgressRecord record)
    {
        int filled = Math.Clamp(record.PercentComplete, 0, 100) * BarWidth / 100;
        string bar = record.PercentComplete < 0 ? string.Empty : $" [{new string('=', filled)}{new string(' ', BarWidth - filled)}]";
        string remaining = record.SecondsRemaining < 0
            ? string.Empty
            : " " + record.SecondsRemaining.ToString(CultureInfo.InvariantCulture) + "s";
        return $"{record.Activity}{bar} {record.StatusDescription}{remaining}".ReplaceLineEndings(" ");
    }
}
