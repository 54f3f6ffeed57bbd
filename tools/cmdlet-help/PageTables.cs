using System.Text.RegularExpressions;

namespace CmdletHelp;

/// <summary>Fills the tables of a page with what the help says: of parameters, columns, words, kinds.</summary>
/// <remarks>
/// A table stands between two comments of Markdown, <c>table: Column of Some.Type</c> and <c>end of table</c>. What it is of is a cmdlet,
/// for its parameters, or a type, for what it declares. <c>: One, Two</c> behind that selects; <c>with Some</c> selects what has the
/// attribute Some, and adds a column of what it says. <c>table: Excludes of Some.Type</c> and <c>Requires</c> show which parameters exclude
/// or require others. </remarks>
internal sealed partial class PageTables(IReadOnlyList<CmdletModel> cmdlets, MemberReader members, ICollection<string> problems)
{
    public string Fill(string page) => Table().Replace(page, match => string.Concat(Lines(match.Groups).Select(line => line + "\n")));

    private IEnumerable<string> Lines(GroupCollection table)
    {
        string of = table["of"].Value;
        if (table["heading"].Value is "Excludes" or "Requires")
            return OfCombinations(table["heading"].Value, of);
        string[] names = [.. table["names"].Value.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)];
        return cmdlets.FirstOrDefault(cmdlet => cmdlet.Name == of) is { } cmdlet
            ? OfParameters(Select(cmdlet.Parameters, parameter => parameter.Name, names, of))
            : OfMembers(table["heading"].Value, table["attribute"].Value, Select(members.Of(of), member => member.Name, names, of));
    }

    private IReadOnlyList<T> Select<T>(IReadOnlyList<T> all, Func<T, string> nameOf, string[] names, string of)
    {
        foreach (string name in names.Except(all.Select(nameOf)))
            problems.Add($"a table is to show {name}, and {of} has nothing of that name");
        return names.Length == 0 ? all : [.. names.SelectMany(name => all.Where(item => nameOf(item) == name))];
    }

    private static IEnumerable<string> OfParameters(IReadOnlyList<ParameterModel> parameters)
    {
        bool haveDefaults = parameters.Any(parameter => parameter.Default is not null);
        return
        [
            .. Head("Parameter", "Description", haveDefaults ? "Default" : string.Empty),
            .. parameters.Select(parameter => Row(
                Code(parameter), Text(parameter.DescriptionWithoutDefault), haveDefaults ? parameter.Default ?? " " : string.Empty)),
        ];
    }

    private IEnumerable<string> OfCombinations(string attribute, string of)
    {
        IReadOnlyList<string[]> rows = members.RowsOf(of, attribute);
        if (rows.Count == 0)
            problems.Add($"a table is to show what {of} {attribute.ToLowerInvariant()}, and it has nothing of that name");
        return
        [
            .. attribute == "Excludes" ? Head("Parameter", "Cannot be combined with", "Reason") : Head("Parameter", "Requires"),
            .. rows.GroupBy(row => string.Join('\n', row[1..])).Select(group => Row(
                [string.Join(", ", group.Select(row => $"`-{row[0]}`")), $"`-{group.First()[1]}`", .. group.First()[2..]])),
        ];
    }

    private static IEnumerable<string> OfMembers(string heading, string attribute, IEnumerable<MemberModel> members) =>
    [
        .. Head(heading, "Description", Words(attribute)),
        .. InGroups(members.Where(member => attribute.Length == 0 || member.Attribute(attribute) is not null)).Select(group => Row(
            string.Join(", ", group.Select(member => member.Name)),
            Text(group is [var one] ? one.Description : [group[0].Opening]),
            Words(group[0].Attribute(attribute) ?? string.Empty).ToLowerInvariant())),
    ];

    /// <summary>Puts members together that follow each other and begin with the same paragraph: the percentiles of a time.</summary>
    private static List<List<MemberModel>> InGroups(IEnumerable<MemberModel> members)
    {
        var groups = new List<List<MemberModel>>();
        foreach (MemberModel member in members)
        {
            if (groups is [.., var last] && last[0].Opening == member.Opening)
                last.Add(member);
            else
                groups.Add([member]);
        }
        return groups;
    }

    private static string[] Head(params string[] titles) =>
        [Row(titles), Row([.. titles.Select(title => title.Length > 0 ? "---" : string.Empty)])];

    /// <summary>A row of a table; cells that are empty are those of a column that the table does not have.</summary>
    private static string Row(params string[] cells)
    {
        IEnumerable<string> texts = cells.Where(cell => cell.Length > 0).Select(cell => cell.Replace("|", @"\|", StringComparison.Ordinal));
        return $"| {string.Join(" | ", texts)} |";
    }

    private static string Code(ParameterModel parameter) =>
        string.Join(", ", parameter.Aliases.Prepend(parameter.Name).Select(name => $"`-{name}`"));

    /// <summary>A name in words: of CausedBy, Caused by.</summary>
    private static string Words(string name) => Capital().Replace(name, match => " " + match.Value.ToLowerInvariant());

    private static string Text(IEnumerable<string> paragraphs) =>
        string.Join(' ', paragraphs).Replace("<", "&lt;", StringComparison.Ordinal);

    [GeneratedRegex("(?<=.)[A-Z]")]
    private static partial Regex Capital();

    [GeneratedRegex(
        @"(?<=<!-- table: (?<heading>\w+) of (?<of>[\w.-]+?)( with (?<attribute>\w+))?(: (?<names>[^>]+))? -->\n).*?"
        + @"(?=<!-- end of table -->)",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Table();
}
