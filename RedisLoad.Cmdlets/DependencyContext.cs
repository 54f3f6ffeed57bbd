using System.Reflection;
using System.Runtime.Loader;
using RedisLoad.Control;

namespace RedisLoad.Cmdlets;

/// <summary>Loads RedisLoad.Client and the libraries it brings apart from everything else, so that another module may have others of the same names.</summary>
internal sealed class DependencyContext : AssemblyLoadContext
{
    private static readonly Lazy<IRedisControlFactory> s_client = new(CreateClient);

    private readonly string _folder;

    private DependencyContext(string folder)
        : base("RedisLoad") => _folder = folder;

    /// <summary>What connects to a Redis to ask it about itself; loaded when it is first needed.</summary>
    public static IRedisControlFactory Client => s_client.Value;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // The interfaces have to be the same types on both sides.
        Assembly engine = typeof(IRedisControlFactory).Assembly;
        if (assemblyName.Name == engine.GetName().Name)
            return engine;
        string path = Path.Combine(_folder, $"{assemblyName.Name}.dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    private static IRedisControlFactory CreateClient()
    {
        string folder = Path.Combine(Path.GetDirectoryName(typeof(DependencyContext).Assembly.Location)!, "dependencies");
        Assembly client = new DependencyContext(folder).LoadFromAssemblyPath(Path.Combine(folder, "RedisLoad.Client.dll"));
        return (IRedisControlFactory)Activator.CreateInstance(client.GetType("RedisLoad.Client.RedisControlFactory", throwOnError: true)!)!;
    }
}
