namespace MiniStack.Operator.Core.Diagnosis.Redaction;

/// <summary>A piece of a known password: see <see cref="SecretPieces"/>.</summary>
/// <param name="Length">Of its UTF-8 bytes.</param>
/// <param name="IsCommon">It is a word that is said for other reasons too, or a phrase of such words.</param>
/// <param name="IsAnywhere">It is found wherever it stands, and not only where a program tells what it took for something else.</param>
internal readonly record struct SecretPiece(int Length, bool IsCommon, bool IsAnywhere);
