using System.ComponentModel.DataAnnotations;

namespace MiniStack.Api.Items;

/// <summary>An item to store.</summary>
public sealed record NewItem
{
    // Postgres cannot store U+0000, and no other control character belongs into a name.
    private const string NoControlCharacters = @"[^\u0000-\u001F\u007F-\u009F]*";

    /// <summary>1 to 100 characters, not all blank, no control characters.</summary>
    [Required]
    [StringLength(100, MinimumLength = 1)]
    [RegularExpression(NoControlCharacters, ErrorMessage = "The field Name must not contain control characters.")]
    public string Name { get; init; } = "";
}
