namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>
/// How many requests a second the looks at all stacks may take together. Those that are urgent have a share of their own, and the rest
/// wait while it is used up.
/// </summary>
public sealed class LookBudget
{
    /// <summary>Hundreds of stacks that break at once are told within a minute.</summary>
    private const double UrgentRate = 40;

    /// <summary>What trouble costs that nobody sees to, however many stacks have it.</summary>
    private const double Rate = 4;

    /// <summary>Requests that may be sent at once after a time of rest.</summary>
    private const double UrgentBurst = 80;
    private const double Burst = 8;

    private readonly Lock _lock = new();
    private DateTime _urgentFreeAt;
    private DateTime _freeAt;

    /// <summary>Gives a look its time, after those that have theirs.</summary>
    /// <param name="requests">That it will take.</param>
    /// <param name="now">UTC.</param>
    /// <returns>From when on it may be done: now, or later.</returns>
    public DateTime Reserve(bool isUrgent, int requests, DateTime now)
    {
        lock (_lock)
        {
            return isUrgent
                ? Take(ref _urgentFreeAt, UrgentRate, UrgentBurst, requests, now)
                : Take(ref _freeAt, Rate, Burst, requests, _urgentFreeAt > now ? _urgentFreeAt : now);
        }
    }

    /// <summary>Takes back what <see cref="Reserve"/> kept for a look that is not to be. Those that have their time keep it.</summary>
    public void GiveBack(bool isUrgent, int requests)
    {
        lock (_lock)
        {
            if (isUrgent)
            {
                _urgentFreeAt -= TimeSpan.FromSeconds(requests / UrgentRate);
            }
            else
            {
                _freeAt -= TimeSpan.FromSeconds(requests / Rate);
            }
        }
    }

    /// <summary>The generic cell rate algorithm.</summary>
    private static DateTime Take(ref DateTime freeAt, double rate, double burst, int requests, DateTime earliest)
    {
        var rested = earliest - TimeSpan.FromSeconds(burst / rate);
        var from = freeAt > rested ? freeAt : rested;
        freeAt = from + TimeSpan.FromSeconds(requests / rate);
        return freeAt > earliest ? freeAt : earliest;
    }
}
