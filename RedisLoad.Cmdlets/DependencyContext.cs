using System.Reflection;
using System.Runtime.Loader;
using RedisLoad.Reporting;

namespace RedisLoad.Cmdlets;

/// <summary>Loads RedisLoad.Report and the library it brings apart from everything else, so that another module may have others of the same
/// names.</summary>
internal sealed class DependencyContext : AssemblyLoadContext
{
    private static readonly DependencyContext s_context = new(
        Path.Combine(Path.GetDirectoryName(typeof(DependencyContext).Assembly.Location)!, "dependencies"));
    private static readonly Lazy<ILoadReportWriter> s_report = new(() => Create<ILoadReportWriter>("RedisLoad.Report", "ReportWriter"));

    private readonly string _folder;

    private DependencyContext(string folder)
        : base("RedisLoad") => _folder = folder;

    /// <summary>What writes a report as a page; loaded when it is first needed.</summary>
    public static ILoadReportWriter Report => s_report.Value;

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
