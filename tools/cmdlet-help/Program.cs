using CmdletHelp;

if (args is not [string modulePath, string commentsPath, string helpPath])
{
    Console.Error.WriteLine("usage: cmdlet-help MODULE.dll MODULE.xml OUT/MODULE.dll-Help.xml");
    return 2;
}
if (Array.Find([modulePath, commentsPath], path => !File.Exists(path)) is { } missing)
{
    Console.Error.WriteLine($"cmdlet-help: there is no file {missing}");
    return 2;
}

var module = new ModuleAssembly(modulePath);
var comments = XmlDocumentation.Load(commentsPath, module.ReferencedNames);
var problems = new List<string>();
var members = new MemberReader(module, comments, problems);
CmdletModel[] cmdlets = [.. module.CmdletTypes.Select(type => new CmdletReader(type, comments, members, problems).Read())];
if (cmdlets.Length == 0)
    problems.Add($"{modulePath} has no public cmdlet");

foreach (string problem in problems)
    Console.Error.WriteLine($"cmdlet-help: {problem}");
if (problems.Count > 0)
    return 1;

Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(helpPath))!);
MamlFile.Save(cmdlets, helpPath);
return 0;
