using System.Xml.Linq;

namespace CmdletHelp;

/// <summary>The names of the help schema.</summary>
internal static class Maml
{
    public static readonly XNamespace Help = "http://msh";
    public static readonly XNamespace Text = "http://schemas.microsoft.com/maml/2004/10";
    public static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    public static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>A description made of paragraphs.</summary>
    public static XElement Description(IEnumerable<string> paragraphs) => new(Text + "description", Paras(paragraphs));

    public static IEnumerable<XElement> Paras(IEnumerable<string> paragraphs) =>
        paragraphs.Select(paragraph => new XElement(Text + "para", paragraph));
}
