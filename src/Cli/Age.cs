namespace MiniStack.Cli;

/// <summary>How long ago something was, as kubectl writes it: exact at first, in days later.</summary>
internal static class Age
{
    public static string Since(DateTime? created, DateTime now)
    {
        if (created is not { } moment)
        {
            return "<unknown>";
        }

        var age = now - moment;
        return age switch
        {
            _ when age < TimeSpan.Zero => "0s",
            { TotalMinutes: < 2 } => $"{(int)age.TotalSeconds}s",
            { TotalMinutes: < 10 } => Of((int)age.TotalMinutes, "m", age.Seconds, "s"),
            { TotalHours: < 3 } => $"{(int)age.TotalMinutes}m",
            { TotalHours: < 8 } => Of((int)age.TotalHours, "h", age.Minutes, "m"),
            { TotalHours: < 48 } => $"{(int)age.TotalHours}h",
            { TotalDays: < 8 } => Of((int)age.TotalDays, "d", age.Hours, "h"),
            { TotalDays: < 730 } => $"{(int)age.TotalDays}d",
            _ => Of((int)age.TotalDays / 365, "y", (int)age.TotalDays % 365, "d"),
        };
    }

    private static string Of(int large, string largeUnit, int small, string smallUnit) =>
        small == 0 ? $"{large}{largeUnit}" : $"{large}{largeUnit}{small}{smallUnit}";
}
