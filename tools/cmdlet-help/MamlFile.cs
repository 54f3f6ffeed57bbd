using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace CmdletHelp;

/// <summary>The help file of a module.</summary>
internal static class MamlFile
{
    private static readonly XmlWriterSettings s_settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        Indent = true,
        NewLineChars = "\n",
    };

    public static void Save(IReadOnlyCollection<CmdletModel> cmdlets, string path)
    {
        var items = new XElement(
            Maml.Help + "helpItems", new XAttribute("schema", "maml"), cmdlets.Select(cmdlet => MamlCommand.Of(cmdlet, cmdlets)));
        using var writer = XmlWriter.Create(path, s_settings);
        items.Save(writer);
    }
}
