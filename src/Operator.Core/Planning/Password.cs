namespace MiniStack.Operator.Core.Planning;

/// <param name="Value">Never empty.</param>
/// <param name="Salt">Of the fingerprint and of the verifier; as secret as the value.</param>
/// <param name="IsRestored">Made anew for a database that has another one.</param>
public sealed record Password(string Value, byte[] Salt, bool IsRestored)
{
    public string Fingerprint { get; } = Planning.Fingerprint.Of(Salt, Value);

    /// <summary>Not to print the value: a record would.</summary>
    public override string ToString() => nameof(Password);
}
