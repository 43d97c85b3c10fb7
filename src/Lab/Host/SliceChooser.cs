using System.Buffers.Binary;
using System.Globalization;

namespace MiniStack.Lab.Host;

internal static class SliceChooser
{
    /// <summary>
    /// The preferred slice when it is free, else the lowest free one. Slice 0 has the addresses that the documents name,
    /// so it goes to a cluster of another name only when it is the preferred one.
    /// </summary>
    /// <param name="preferred">The slice used last, or 0 for a new default cluster, else null.</param>
    /// <param name="taken">Ranges that the host has routes to.</param>
    /// <returns>Null when none is free.</returns>
    public static NetworkSlice? Choose(int? preferred, IReadOnlyList<AddressRange> taken)
    {
        var others = Enumerable.Range(1, NetworkSlice.Count - 1);
        return (preferred is { } first ? others.Prepend(first) : others)
            .Select(index => new NetworkSlice(index))
            .FirstOrDefault(slice => !Ranges(slice).Any(range => taken.Any(range.Overlaps)));
    }

    /// <summary>Reads the kernel's main routing table (<c>/proc/net/route</c>); the default route takes nothing.</summary>
    /// <param name="routes">Lines: interface, destination, gateway, flags, three counters, mask; addresses in hexadecimal, low byte first.</param>
    /// <param name="exceptLink">Whose routes are the cluster's own.</param>
    public static IReadOnlyList<AddressRange> ReadRoutes(IEnumerable<string> routes, string exceptLink)
    {
        var ranges = new List<AddressRange>();
        foreach (var fields in routes.Skip(1).Select(line => line.Split('\t', StringSplitOptions.TrimEntries)))
        {
            if (fields.Length < 8 || fields[0] == exceptLink)
                continue;
            var (destination, mask) = (ReadAddress(fields[1]), ReadAddress(fields[7]));
            if (mask != 0)
                ranges.Add(new(destination, destination | ~mask));
        }
        return ranges;
    }

    private static IEnumerable<AddressRange> Ranges(NetworkSlice slice)
    {
        foreach (var text in (string[])[slice.LinkRange, slice.PodRange, slice.ServiceRange])
        {
            if (AddressRange.TryParse(text, out var range))
                yield return range;
        }
    }

    private static uint ReadAddress(string text) =>
        BinaryPrimitives.ReverseEndianness(uint.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
}
