using System.Net;

namespace MiniStack.Lab.Host;

/// <summary>An IPv4 range, such as <c>198.18.0.0/24</c>.</summary>
public readonly record struct AddressRange(uint First, uint Last)
{
    /// <summary>Reads <c>a.b.c.d/n</c> or a lone address.</summary>
    public static bool TryParse(string text, out AddressRange range)
    {
        range = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var bits = 32;
        if (!IPAddress.TryParse(slash < 0 ? text : text[..slash], out var address)
            || address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetwork
            || (slash >= 0 && (!int.TryParse(text[(slash + 1)..], out bits) || bits is < 0 or > 32)))
            return false;
        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        var value = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes);
        var mask = bits == 0 ? 0 : uint.MaxValue << (32 - bits);
        range = new(value & mask, value | ~mask);
        return true;
    }

    public bool Overlaps(AddressRange other) => First <= other.Last && other.First <= Last;
}
