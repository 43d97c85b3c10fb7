using System.Text;
using System.Text.RegularExpressions;

namespace MiniStack.Benchmarks.Burst;

/// <summary>A recorded path or body with holes; what stands between them is UTF-8 once and for all.</summary>
/// <param name="Literals">One more than there are holes.</param>
internal sealed record HoledText(IReadOnlyList<byte[]> Literals, IReadOnlyList<Hole> Holes)
{
    public bool IsEmpty => Holes.Count == 0 && Literals[0].Length == 0;

    /// <param name="places">Where the holes are to be; none lies in another.</param>
    public static HoledText Cut(string text, IEnumerable<(Capture Place, Hole Hole)> places)
    {
        List<byte[]> literals = [];
        List<Hole> holes = [];
        var start = 0;
        foreach (var (place, hole) in places.OrderBy(each => each.Place.Index))
        {
            literals.Add(Encoding.UTF8.GetBytes(text[start..place.Index]));
            holes.Add(hole);
            start = place.Index + place.Length;
        }

        literals.Add(Encoding.UTF8.GetBytes(text[start..]));
        return new(literals, holes);
    }

    public byte[] Fill(string name, string ns, IReadOnlyList<Learned> answers)
    {
        var texts = Holes.Select(hole => Encoding.UTF8.GetBytes(hole.Kind switch
        {
            HoleKind.Name => name,
            HoleKind.Namespace => ns,
            HoleKind.Uid => answers[hole.Step].Uid,
            _ => answers[hole.Step].ResourceVersion,
        })).ToArray();
        var filled = new byte[Literals.Sum(each => each.Length) + texts.Sum(each => each.Length)];
        var place = filled.AsSpan();
        for (var i = 0; i < Literals.Count; i++)
        {
            Put(Literals[i], ref place);
            if (i < texts.Length)
            {
                Put(texts[i], ref place);
            }
        }

        return filled;

        static void Put(byte[] bytes, ref Span<byte> place)
        {
            bytes.CopyTo(place);
            place = place[bytes.Length..];
        }
    }
}
