namespace MiniStack.Operator.Core.Diagnosis.Redaction;

/// <summary>Reads one escape at the beginning of the text: how long it is and which bytes it stands for. Null when there is none.</summary>
internal delegate (int Length, string Bytes)? Escape(ReadOnlySpan<char> text);
