namespace MiniStack.ApiPaths;

/// <summary>Where the API server keeps the objects of one kind.</summary>
public sealed class ApiResource
{
    private readonly string _root;
    private readonly NameRule _names;

    /// <param name="group">Empty for the core group.</param>
    /// <param name="plural">Such as <c>deployments</c>.</param>
    /// <param name="names">What the kind's objects may be named.</param>
    /// <exception cref="InvalidNameException">One of them is not what it should be.</exception>
    public ApiResource(string group, string version, string plural, NameRule names = NameRule.Subdomain)
    {
        _root = RootOf(group, version);
        _names = names;
        Plural = Checked(NameRule.Label, plural, "a plural");
    }

    public static ApiResource Namespaces { get; } = new("", "v1", "namespaces", NameRule.Label);

    public static ApiResource Pods { get; } = new("", "v1", "pods");

    public string Plural { get; }

    /// <param name="ns">Null for the whole cluster, and for kinds that belong to no namespace.</param>
    /// <exception cref="InvalidNameException">No namespace can have that name.</exception>
    public ApiPath Collection(string? ns) =>
        new(ns is null ? $"{_root}/{Plural}" : $"{_root}/namespaces/{CheckedNamespace(ns)}/{Plural}");

    /// <param name="ns">Null or empty for kinds that belong to no namespace.</param>
    /// <param name="name">Of the object.</param>
    /// <param name="subresource">Such as <c>status</c>; null for the object itself.</param>
    /// <exception cref="InvalidNameException">No namespace, or no object of the kind, can have that name.</exception>
    public ApiPath Item(string? ns, string name, string? subresource = null)
    {
        var (segment, slash) = (Segment(name), subresource is null ? "" : "/");
        subresource = subresource is null ? "" : Checked(NameRule.Label, subresource, "a subresource");
        return new(string.IsNullOrEmpty(ns)
            ? $"{_root}/{Plural}/{segment}{slash}{subresource}"
            : $"{_root}/namespaces/{CheckedNamespace(ns)}/{Plural}/{segment}{slash}{subresource}");
    }

    internal static string RootOf(string group, string version)
    {
        Checked(NameRule.Label, version, "a version");
        return group.Length == 0 ? $"/api/{version}" : $"/apis/{Checked(NameRule.Subdomain, group, "an API group")}/{version}";
    }

    /// <summary>A name of DNS needs no escape; any other may hold what ends a path.</summary>
    private string Segment(string name)
    {
        if (!_names.Allows(name))
        {
            throw new InvalidNameException($"a name of {Plural}", name, _names.Describe());
        }

        return _names == NameRule.PathSegment ? Uri.EscapeDataString(name) : name;
    }

    private static string CheckedNamespace(string ns) => Checked(NameRule.Label, ns, "a namespace");

    private static string Checked(NameRule rule, string name, string what) =>
        rule.Allows(name) ? name : throw new InvalidNameException(what, name, rule.Describe());
}
