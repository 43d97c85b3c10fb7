using System.Text;

namespace MiniStack.Operator.Runtime.Events;

internal static class EventText
{
    private const int MaximumBytes = 1024;
    private const string Ellipsis = "…";

    /// <summary>Cuts a message that is too long between two characters, with an ellipsis.</summary>
    public static string Cut(string message)
    {
        if (Encoding.UTF8.GetByteCount(message) <= MaximumBytes)
        {
            return message;
        }

        var room = MaximumBytes - Encoding.UTF8.GetByteCount(Ellipsis);
        var length = 0;
        foreach (var rune in message.EnumerateRunes())
        {
            room -= rune.Utf8SequenceLength;
            if (room < 0)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return message[..length] + Ellipsis;
    }
}
