using System.Management.Automation.Host;

namespace PwshLite.Host;

/// <summary>Sizes and keys of the terminal; a page of 120 columns where there is none. Screen buffers are not supported.</summary>
internal sealed class TerminalRawUserInterface : PSHostRawUserInterface
{
    private static readonly Size s_page = new(120, 50);

    // 'No colour of its own': what a Write-Host without -ForegroundColor must come out as.
    private const ConsoleColor Unset = (ConsoleColor)(-1);

    public override ConsoleColor ForegroundColor { get; set; } = Unset;

    public override ConsoleColor BackgroundColor { get; set; } = Unset;

    public override Size BufferSize
    {
        get => WindowSize;
        set => throw Unsupported();
    }

    public override Size WindowSize
    {
        get => Console.IsOutputRedirected || Console.WindowWidth <= 0 ? s_page : new Size(Console.WindowWidth, Console.WindowHeight);
        set => throw Unsupported();
    }

    public override Size MaxWindowSize => WindowSize;

    public override Size MaxPhysicalWindowSize => WindowSize;

    public override Coordinates WindowPosition
    {
        get => default;
        set => throw Unsupported();
    }

    public override Coordinates CursorPosition
    {
        get => default;
        set => throw Unsupported();
    }

    public override int CursorSize
    {
        get => 100;
        set => throw Unsupported();
    }

    public override string WindowTitle { get; set; } = "pwsh-lite";

    public override bool KeyAvailable => Console.KeyAvailable;

    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        ConsoleKeyInfo key = Console.ReadKey(options.HasFlag(ReadKeyOptions.NoEcho));
        return new KeyInfo((int)key.Key, key.KeyChar, default, keyDown: true);
    }

    public override void FlushInputBuffer()
    {
        while (!Console.IsInputRedirected && Console.KeyAvailable)
        {
            Console.ReadKey(intercept: true);
        }
    }

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw Unsupported();

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw Unsupported();

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw Unsupported();

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) => throw Unsupported();

    private static NotSupportedException Unsupported() => new("pwsh-lite has no screen buffer.");
}
