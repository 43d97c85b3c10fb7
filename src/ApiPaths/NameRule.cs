namespace MiniStack.ApiPaths;

/// <summary>What the API server takes as the name of an object; which of them holds depends on the kind.</summary>
public enum NameRule
{
    /// <summary>DNS-1123 subdomain, at most 253 characters: most kinds.</summary>
    Subdomain,

    /// <summary>DNS-1123 label, at most 63 characters: Namespaces and Services.</summary>
    Label,

    /// <summary>Whatever can be a segment of a path, such as <c>system:node</c>: the kinds of RBAC.</summary>
    PathSegment,
}
