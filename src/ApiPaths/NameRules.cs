using System.Text;

namespace MiniStack.ApiPaths;

/// <summary>Decides what may stand in a path, and in a selector.</summary>
public static class NameRules
{
    private const int LongestSubdomain = 253;
    private const int LongestLabel = 63;

    /// <summary>A key of etcd holds no more, and no kind's names come near.</summary>
    private const int LongestSegment = 512;

    /// <summary>Whether an object may have the name. The empty one never is.</summary>
    public static bool Allows(this NameRule rule, string name) => rule switch
    {
        NameRule.Subdomain => IsSubdomain(name),
        NameRule.Label => IsLabel(name),
        _ => IsPathSegment(name),
    };

    /// <summary>In words, to follow <c>that is</c>.</summary>
    internal static string Describe(this NameRule rule) => rule switch
    {
        NameRule.Subdomain =>
            $"lower-case letters, digits, '-' and '.', each part between dots starting and ending with a letter or digit, at most {LongestSubdomain} characters",
        NameRule.Label => $"lower-case letters, digits and '-', starting and ending with a letter or digit, at most {LongestLabel} characters",
        _ => $"at most {LongestSegment} characters, not '.' or '..', and without '/', '%' and control characters",
    };

    /// <summary>What a label's value is, and its key behind the prefix. The empty value is one, too.</summary>
    internal static bool IsLabelText(ReadOnlySpan<char> text)
    {
        if (text.Length > LongestLabel)
        {
            return false;
        }

        foreach (var each in text)
        {
            if (!char.IsAsciiLetterOrDigit(each) && each is not ('-' or '_' or '.'))
            {
                return false;
            }
        }

        return text.IsEmpty || (char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1]));
    }

    /// <summary><c>name</c>, or <c>example.com/name</c>.</summary>
    internal static bool IsLabelKey(ReadOnlySpan<char> key)
    {
        var slash = key.IndexOf('/');
        var name = key[(slash + 1)..];
        return (slash < 0 || IsSubdomain(key[..slash])) && !name.IsEmpty && IsLabelText(name);
    }

    private static bool IsLabel(ReadOnlySpan<char> name) => name.Length <= LongestLabel && !name.Contains('.') && IsSubdomain(name);

    private static bool IsSubdomain(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > LongestSubdomain)
        {
            return false;
        }

        // The name begins as what follows a dot.
        var last = '.';
        foreach (var each in name)
        {
            var isAllowed = each switch
            {
                '.' => last is not ('.' or '-'),
                '-' => last != '.',
                _ => char.IsAsciiLetterLower(each) || char.IsAsciiDigit(each),
            };
            if (!isAllowed)
            {
                return false;
            }

            last = each;
        }

        return last is not ('-' or '.');
    }

    /// <summary>As client-go's <c>IsValidPathSegmentName</c>, and nothing that would not come through as it is.</summary>
    private static bool IsPathSegment(string name)
    {
        if (name.Length is 0 or > LongestSegment || name is "." or "..")
        {
            return false;
        }

        foreach (var each in name.EnumerateRunes())
        {
            if (each.Value is '/' or '%' || Rune.IsControl(each) || each == Rune.ReplacementChar)
            {
                return false;
            }
        }

        return true;
    }
}
