using System.Text;
using System.Text.Json.Nodes;

namespace MiniStack.Operator.Core.Tests.Config;

/// <summary>The CRD of MiniStack, and its copy for clusters that refuse CEL rules.</summary>
internal static class Crd
{
    public const string Path = "crds/ministacks.yaml";
    public const string PathBefore129 = "crds/before-1.29/ministacks.yaml";
    private const string Rules = "x-kubernetes-validations";

    public static JsonObject Schema() => (JsonObject)Load(Path)["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!;

    public static JsonObject Load(string path) => (JsonObject)Yaml.Documents(ConfigFiles.Read(path)).Single()!;

    /// <summary>The text without its rules, so that the copy keeps the layout: a rule's block ends where a key stands at its indent or left of it.</summary>
    public static string TextWithoutRules(string text)
    {
        var result = new StringBuilder("# Generated from ../ministacks.yaml for Kubernetes before 1.29: the same without the CEL rules.\n");
        var rules = -1;
        foreach (var line in text.TrimEnd('\n').Split('\n').SkipWhile(line => line.StartsWith('#')))
        {
            var indent = line.Length - line.TrimStart().Length;
            if (rules >= 0 && (indent > rules || (indent == rules && line[indent] is '-' or '#')))
                continue;

            rules = line.TrimStart() == Rules + ":" ? indent : -1;
            if (rules < 0)
                result.Append(line).Append('\n');
        }

        return result.ToString();
    }

    public static JsonNode? WithoutRules(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Where(entry => entry.Key != Rules).Select(entry => KeyValuePair.Create(entry.Key, WithoutRules(entry.Value)))),
        JsonArray list => new JsonArray([.. list.Select(WithoutRules)]),
        _ => node?.DeepClone(),
    };
}
