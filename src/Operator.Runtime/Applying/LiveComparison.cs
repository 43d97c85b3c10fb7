using System.Runtime.InteropServices;
using System.Text.Json;
using k8s.Models;

namespace MiniStack.Operator.Runtime.Applying;

/// <summary>
/// Whether a live object contains everything that is wanted of it. What others added (defaults, a sidecar, an injected label) does not count:
/// objects are compared by the wanted properties alone, and lists whose elements have a merge key by the wanted elements alone.
/// </summary>
public static class LiveComparison
{
    /// <summary>Keys by which server-side apply merges lists in the kinds that controllers make.</summary>
    private static readonly Dictionary<string, string[]> MergeKeys = new(StringComparer.Ordinal)
    {
        ["containers"] = ["name"],
        ["initContainers"] = ["name"],
        ["env"] = ["name"],
        ["volumes"] = ["name"],
        ["volumeMounts"] = ["mountPath"],
        ["imagePullSecrets"] = ["name"],
        ["ports"] = ["containerPort", "port"],
        ["ownerReferences"] = ["uid"],
        ["conditions"] = ["type"],
        ["topologySpreadConstraints"] = ["topologyKey"],
    };

    /// <summary>In place of a property's name.</summary>
    private const string Element = "[]";

    /// <summary>Ends the path of what an apply does not bring back, since it only ever adds: an order, or that there is nothing else.</summary>
    public const string Whole = "(whole)";

    /// <summary>Maps that mean something else with one more entry: a Service with another label to ask for has no pods.</summary>
    private static readonly HashSet<string> WholeMaps = new(StringComparer.Ordinal) { "selector", "matchLabels" };

    private static readonly HashSet<string> QuantityMaps = new(StringComparer.Ordinal) { "requests", "limits", "capacity" };

    /// <summary>Of two objects of the same kind: <c>apiVersion</c> and <c>kind</c>, which lists leave out, are not looked at.</summary>
    /// <returns>The paths that are missing or differ, such as <c>spec.template.spec.containers[api].image</c>; empty when all is as wanted.</returns>
    public static IReadOnlyList<string> Differences(JsonElement desired, JsonElement live)
    {
        // Nearly always there is none: no path is put together for that.
        if (Contains(live, desired, "", "", null))
        {
            return [];
        }

        List<string> found = [];
        Contains(live, desired, "", "", found);
        return found;
    }

    /// <param name="found">Null: the answer alone is of interest.</param>
    private static bool Contains(JsonElement live, JsonElement desired, string path, string parent, List<string>? found) => desired.ValueKind switch
    {
        JsonValueKind.Object when live.ValueKind == JsonValueKind.Object => ContainsProperties(live, desired, path, parent, found),
        JsonValueKind.Array when live.ValueKind == JsonValueKind.Array => ContainsElements(live, desired, path, parent, found),
        _ => JsonElement.DeepEquals(desired, live) || Differs(found, path),
    };

    private static bool ContainsProperties(JsonElement live, JsonElement desired, string path, string parent, List<string>? found)
    {
        var isSame = !WholeMaps.Contains(parent)
            || live.EnumerateObject().All(property => desired.TryGetProperty(property.Name, out _))
            || Differs(found, path + Whole);
        var holdsQuantities = QuantityMaps.Contains(parent);
        foreach (var property in desired.EnumerateObject())
        {
            if (found is null && !isSame)
            {
                return false;
            }

            if (path.Length == 0 && parent.Length == 0 && (property.NameEquals("apiVersion"u8) || property.NameEquals("kind"u8)))
            {
                continue;
            }

            var isKnown = TryGet(live, property, out var value) && value.ValueKind != JsonValueKind.Null;
            if (isKnown
                ? (holdsQuantities || property.NameEquals("sizeLimit"u8)) && SameQuantity(property.Value, value)
                : MeansAbsence.Of(property, parent, live))
            {
                continue;
            }

            var child = found is null ? "" : path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            var name = property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? property.Name : "";
            isSame &= isKnown ? Contains(value, property.Value, child, name, found) : Differs(found, child);
        }

        return isSame;
    }

    private static bool ContainsElements(JsonElement live, JsonElement desired, string path, string name, List<string>? found)
    {
        if (MergeKeys.TryGetValue(name, out var keys))
        {
            return ContainsMerged(live, desired, path, name, keys, found);
        }

        if (desired.GetArrayLength() != live.GetArrayLength())
        {
            return Differs(found, path);
        }

        var isSame = true;
        foreach (var (index, wanted) in desired.EnumerateArray().Index())
        {
            isSame &= Contains(live[index], wanted, found is null ? "" : $"{path}[{index}]", Element, found);
        }

        return isSame;
    }

    private static bool ContainsMerged(JsonElement live, JsonElement desired, string path, string name, string[] keys, List<string>? found)
    {
        var (isSame, last) = (true, -1);
        foreach (var wanted in desired.EnumerateArray())
        {
            var label = MergeKey(wanted, keys);
            var (position, match) = live.EnumerateArray().Index().FirstOrDefault(each => label is not null && MergeKey(each.Item, keys) == label);
            var child = found is null ? "" : $"{path}[{label}]";
            if (match.ValueKind == JsonValueKind.Undefined)
            {
                isSame = Differs(found, child);
                continue;
            }

            isSame &= Contains(match, wanted, child, Element, found);

            // A variable may be made of those before it.
            isSame &= name != "env" || position >= last || Differs(found, path + Whole);
            last = Math.Max(last, position);
        }

        return isSame;
    }

    private static bool Differs(List<string>? found, string path)
    {
        found?.Add(path);
        return false;
    }

    /// <summary>By the name's own bytes, unless it is one that JSON writes in another way.</summary>
    private static bool TryGet(JsonElement item, JsonProperty property, out JsonElement value)
    {
        var name = JsonMarshal.GetRawUtf8PropertyName(property);
        return name.Contains((byte)'\\') ? item.TryGetProperty(property.Name, out value) : item.TryGetProperty(name, out value);
    }

    private static string? MergeKey(JsonElement item, string[] keys)
    {
        foreach (var key in keys)
        {
            if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty(key, out var value))
            {
                return value.ToString();
            }
        }

        return null;
    }

    /// <summary>1Gi and 1024Mi are the same wish.</summary>
    private static bool SameQuantity(JsonElement desired, JsonElement live)
    {
        if (desired.ValueKind != JsonValueKind.String || live.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        try
        {
            return new ResourceQuantity(desired.GetString()!).ToDecimal() == new ResourceQuantity(live.GetString()!).ToDecimal();
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentException)
        {
            return false;
        }
    }
}
