namespace MiniStack.Benchmarks.Burst;

/// <summary>One request of a stack, for any stack.</summary>
/// <param name="Title">Such as <c>apply services</c>.</param>
/// <param name="Path">With its query; holes for names alone.</param>
/// <param name="After">The steps that have to be done before.</param>
/// <param name="IsAnswerUsed">A later step names what the server answers.</param>
internal sealed record TemplateStep(
    Actor Actor, string Title, HttpMethod Method, HoledText Path, string MediaType, HoledText Body, IReadOnlyList<int> After, bool IsAnswerUsed);
