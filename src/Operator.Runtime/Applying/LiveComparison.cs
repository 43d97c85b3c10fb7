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

    /// <summary>Ends the path of what an apply does not bring back, since it only ever adds: an order, or that there is nothing else.</summary>
    public const string Whole = "(whole)";

    /// <summary>Maps that mean something else with one more entry: a Service with another label to ask for has no pods.</summary>
    private static readonly HashSet<string> WholeMaps = new(StringComparer.Ordinal) { "selector", "matchLabels" };

    private static readonly HashSet<string> QuantityMaps = new(StringComparer.Ordinal) { "requests", "limits", "capacity" };

    /// <returns>The paths that are missing or differ, such as <c>spec.template.spec.containers[api].image</c>; empty when all is as wanted.</returns>
    public static IReadOnlyList<string> Differences(JsonElement desired, JsonElement live)
    {
        var found = new List<string>();
        Compare(desired, live, "", "", found);
        return found;
    }

    private static void Compare(JsonElement desired, JsonElement live, string path, string parent, List<string> found)
    {
        switch (desired.ValueKind)
        {
            case JsonValueKind.Object when live.ValueKind == JsonValueKind.Object:
                if (WholeMaps.Contains(parent) && live.EnumerateObject().Any(property => !desired.TryGetProperty(property.Name, out _)))
                {
                    found.Add($"{path}{Whole}");
                }

                foreach (var property in desired.EnumerateObject())
                {
                    var child = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
                    if (live.TryGetProperty(property.Name, out var value))
                    {
                        var isQuantity = QuantityMaps.Contains(parent) || property.Name == "sizeLimit";
                        if (!isQuantity || !SameQuantity(property.Value, value))
                        {
                            Compare(property.Value, value, child, property.Name, found);
                        }
                    }
                    else if (!IsZero(property.Value))
                    {
                        found.Add(child);
                    }
                }

                break;
            case JsonValueKind.Array when live.ValueKind == JsonValueKind.Array:
                CompareLists(desired, live, path, parent, found);
                break;
            default:
                if (!JsonElement.DeepEquals(desired, live))
                {
                    found.Add(path);
                }

                break;
        }
    }

    private static void CompareLists(JsonElement desired, JsonElement live, string path, string name, List<string> found)
    {
        if (MergeKeys.TryGetValue(name, out var keys))
        {
            var last = -1;
            foreach (var wanted in desired.EnumerateArray())
            {
                var label = MergeKey(wanted, keys);
                var match = live.EnumerateArray().FirstOrDefault(each => label is not null && MergeKey(each, keys) == label);
                var child = $"{path}[{label}]";
                if (match.ValueKind == JsonValueKind.Undefined)
                {
                    found.Add(child);
                }
                else
                {
                    Compare(wanted, match, child, "", found);

                    // A variable may be made of those before it.
                    var position = live.EnumerateArray().TakeWhile(each => MergeKey(each, keys) != label).Count();
                    if (name == "env" && position < last)
                    {
                        found.Add($"{path}{Whole}");
                    }

                    last = Math.Max(last, position);
                }
            }

            return;
        }

        if (desired.GetArrayLength() != live.GetArrayLength())
        {
            found.Add(path);
            return;
        }

        foreach (var (index, wanted) in desired.EnumerateArray().Index())
        {
            Compare(wanted, live[index], $"{path}[{index}]", "", found);
        }
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

    /// <summary>The server leaves out what is empty, so its absence is no difference.</summary>
    private static bool IsZero(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.String => value.GetString()!.Length == 0,
        JsonValueKind.Number => value.TryGetInt64(out var number) && number == 0,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => value.EnumerateObject().All(property => IsZero(property.Value)),
        _ => false,
    };

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
