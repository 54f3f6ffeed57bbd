using CmdletHelp;

if (args is not [string modulePath, string commentsPath, string helpPath, .. string[] pagePaths])
{
    Console.Error.WriteLine("usage: cmdlet-help MODULE.dll MODULE.xml OUT/MODULE.dll-Help.xml [PAGE.md ...]");
    return 2;
}
if (Array.Find([modulePath, commentsPath, .. pagePaths], path => !File.Exists(path)) is { } missing)
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
var tables = new PageTables(cmdlets, members, problems);
(string Path, string Text)[] pages = [.. pagePaths.Select(path => (path, tables.Fill(File.ReadAllText(path))))];

foreach (string problem in problems)
    Console.Error.WriteLine($"cmdlet-help: {problem}");
if (problems.Count > 0)
    return 1;

Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(helpPath))!);
MamlFile.Save(cmdlets, helpPath);
foreach ((string path, string text) in pages)
    File.WriteAllText(path, text);
return 0;
