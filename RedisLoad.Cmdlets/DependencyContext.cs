using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;
using RedisLoad.Reporting;

namespace RedisLoad.Cmdlets;

/// <summary>Loads the libraries of other authors, and the assemblies that use them, apart from everything else: another module can have
/// other versions of the same libraries.</summary>
internal sealed class DependencyContext : AssemblyLoadContext
{
    private static readonly DependencyContext s_context = new(
        Path.Combine(Path.GetDirectoryName(typeof(DependencyContext).Assembly.Location)!, "dependencies"));
    private static readonly Lazy<ILoadReportWriter> s_report = new(() => Create<ILoadReportWriter>("RedisLoad.Report", "ReportWriter"));

    /// <summary>What the engine refers to by name, and cannot find in its own folder.</summary>
    private const string Histograms = "RedisLoad.Histograms";

    private readonly string _folder;

    private DependencyContext(string folder)
        : base("RedisLoad") => _folder = folder;

    /// <summary>What writes a report as a page; loaded when it is first needed.</summary>
    public static ILoadReportWriter Report => s_report.Value;

    /// <summary>What sends the rows of a load as metrics.</summary>
    public static ILoadMetrics CreateMetrics() => Create<ILoadMetrics>("RedisLoad.Metrics", "LoadMetrics");

    /// <summary>Finds the engine's histograms, with the HdrHistogram that is beside them, whichever one the process has already.</summary>
    public static Assembly? ResolveHistograms(AssemblyLoadContext _, AssemblyName assemblyName) =>
        assemblyName.Name == Histograms ? s_context.Load(assemblyName) : null;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // The interfaces have to be the same types on both sides.
        Assembly engine = typeof(ILoadReportWriter).Assembly;
        if (assemblyName.Name == engine.GetName().Name)
            return engine;
        string path = Path.Combine(_folder, $"{assemblyName.Name}.dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    private static T Create<T>(string assembly, string type)
    {
        Assembly loaded = s_context.LoadFromAssemblyPath(Path.Combine(s_context._folder, $"{assembly}.dll"));
        return (T)Activator.CreateInstance(loaded.GetType($"{assembly}.{type}", throwOnError: true)!)!;
    }
}

/// <summary>Is called by PowerShell when a runspace imports the module.</summary>
public sealed class ModuleImport : IModuleAssemblyInitializer
{
    /// <inheritdoc/>
    public void OnImport()
    {
        AssemblyLoadContext.Default.Resolving -= DependencyContext.ResolveHistograms;
        AssemblyLoadContext.Default.Resolving += DependencyContext.ResolveHistograms;
    }
}
