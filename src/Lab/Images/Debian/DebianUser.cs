namespace MiniStack.Lab.Images.Debian;

/// <summary>A user and a group of the same name and number.</summary>
internal sealed record DebianUser(string Name, int Id, string Home, string Shell);
