using System.IO.Compression;
using System.Management.Automation;

namespace RedisLoad.Cmdlets.Generators;

/// <summary>A load generator cannot take part, or has no part any more.</summary>
internal sealed class GeneratorRefusedException(string reason) : Exception(reason);

/// <summary>The module that every load generator has to have: this one.</summary>
/// <param name="module">The module as it was imported here.</param>
/// <param name="installs">Whether to bring it where it is not.</param>
internal sealed class GeneratorModule(PSModuleInfo module, bool installs)
{
    private readonly Lazy<byte[]> _package = new(() => Pack(module.ModuleBase));

    /// <summary>Has the module imported in the same version.</summary>
    /// <param name="generator">Where.</param>
    /// <param name="isThisHost">Whether the folder of this module is there, too.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="GeneratorRefusedException">It is not there.</exception>
    public async Task EnsureAsync(LoadGenerator generator, bool isThisHost, CancellationToken cancellationToken)
    {
        string? path = isThisHost ? Path.Combine(module.ModuleBase, "RedisLoad.psd1") : null;
        string there = await FindAsync(generator, path, cancellationToken).ConfigureAwait(false);
        if (isThisHost || there == $"{module.Version}")
            return;
        if (!installs)
        {
            throw new GeneratorRefusedException(there.Length == 0
                ? $"it has no module RedisLoad. Install {module.Version} there, or use -InstallModule."
                : $"it has RedisLoad {there}, and this is {module.Version}. Install {module.Version} there, or use -InstallModule.");
        }
        await generator.InvokeAsync(GeneratorScripts.InstallModule, cancellationToken, _package.Value).ConfigureAwait(false);
    }

    private async Task<string> FindAsync(LoadGenerator generator, string? path, CancellationToken cancellationToken)
    {
        IReadOnlyList<PSObject> found =
            await generator.InvokeAsync(GeneratorScripts.FindModule, cancellationToken, $"{module.Version}", path).ConfigureAwait(false);
        return $"{found[^1]}";
    }

    private static byte[] Pack(string folder)
    {
        using var package = new MemoryStream();
        ZipFile.CreateFromDirectory(folder, package);
        return package.ToArray();
    }
}
