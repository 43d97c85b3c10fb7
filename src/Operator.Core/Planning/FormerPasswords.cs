namespace MiniStack.Operator.Core.Planning;

/// <summary>
/// Which passwords of a stack are to be kept secret beside those that it has: a changed password stays good until the database has the new
/// one, and pods go on with it, and tell it, until they are replaced. What the database may have, the Secrets tell by themselves, whoever reads
/// them: see <see cref="Credentials.Former"/>. The rest is known to whom has watched the change.
/// </summary>
public static class FormerPasswords
{
    /// <summary>Of one who changes them faster than they come into force, those that the Secrets tell and the newest.</summary>
    private const int MaximumKept = 16;

    /// <param name="known">Those of the looks before, the newest first.</param>
    /// <param name="before">As the pass found the stack.</param>
    /// <param name="after">As the pass leaves it.</param>
    /// <returns>All that may still be good, the newest first.</returns>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> known, ObservedStack before, ObservedStack after) =>
        [.. CredentialRules.ValuesIn(after).Concat(CredentialRules.ValuesIn(before)).Concat(known).Distinct(StringComparer.Ordinal).Take(MaximumKept)];

    /// <returns>Those to know at the next look: the present ones alone once the database and every pod have them.</returns>
    public static IReadOnlyList<string> Keep(IReadOnlyList<string> all, ObservedStack after) =>
        after is { IsPasswordDue: false, IsDatabaseReady: true, IsApiReady: true, UnderWay: null }
            ? [.. CredentialRules.ValuesIn(after).Distinct(StringComparer.Ordinal)]
            : all;
}
