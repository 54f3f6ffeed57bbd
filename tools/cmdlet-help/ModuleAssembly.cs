using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace CmdletHelp;

/// <summary>A module's assembly, opened to be looked at: none of its code is run, and its files stay free to be written.</summary>
internal sealed class ModuleAssembly : AssemblyLoadContext
{
    private readonly string _folder;
    private readonly Assembly _assembly;

    public ModuleAssembly(string path)
    {
        _folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        _assembly = LoadCopy(path);
    }

    /// <summary>The public cmdlets, by name.</summary>
    public IEnumerable<Type> CmdletTypes =>
        from type in _assembly.GetExportedTypes()
        where !type.IsAbstract && type.Find<CmdletAttribute>() is not null
        orderby type.Name
        select type;

    /// <summary>The names of the assemblies that the module refers to.</summary>
    public IEnumerable<string> ReferencedNames => _assembly.GetReferencedAssemblies().Select(name => name.Name!);

    /// <summary>A public type of the module or of an assembly that it refers to.</summary>
    public Type? FindType(string fullName) => _assembly.GetReferencedAssemblies()
        .Where(name => File.Exists(PathOf(name)))
        .Select(LoadFromAssemblyName)
        .Prepend(_assembly)
        .Select(assembly => assembly.GetType(fullName))
        .FirstOrDefault(type => type is not null);

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // The attributes are compared with this program's own, so the assembly they come from must be one and the same.
        if (assemblyName.Name == typeof(CmdletAttribute).Assembly.GetName().Name)
            return typeof(CmdletAttribute).Assembly;

        string path = PathOf(assemblyName);
        return File.Exists(path) ? LoadCopy(path) : null;
    }

    private string PathOf(AssemblyName name) => Path.Combine(_folder, name.Name + ".dll");

    // A file that is loaded by its path is held open until the process ends.
    private Assembly LoadCopy(string path)
    {
        using var copy = new MemoryStream(File.ReadAllBytes(path));
        return LoadFromStream(copy);
    }
}
