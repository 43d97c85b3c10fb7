using MiniStack.Lab.Images;

namespace MiniStack.Lab.Deploy;

/// <summary>
/// Remembers the images that a cluster was last given. A rebuilt image keeps its reference, so nothing in the cluster changes by
/// itself, but its archive's name carries its digest: what differs from the record has to be restarted.
/// </summary>
public sealed class LoadedImages(string path)
{
    /// <summary>No archive's name.</summary>
    private const string Unfinished = "-";

    /// <summary>Names of the images whose content differs from what was loaded before; an image that is new is not among them.</summary>
    public IReadOnlyList<string> Changed(IEnumerable<LabImage> images)
    {
        var known = Read();
        return [.. images
            .Where(image => known.TryGetValue(image.Reference, out var archive) && archive != ArchiveName(image))
            .Select(image => image.Reference)];
    }

    /// <summary>
    /// To be called before images are brought in: if that or what follows fails, the next <see cref="Changed"/> names them all, since
    /// pods may run what was there before.
    /// </summary>
    public void Begin(IEnumerable<LabImage> images)
    {
        var known = Read();
        foreach (var image in images)
            known.TryAdd(image.Reference, Unfinished);
        Write(known);
    }

    public void Record(IEnumerable<LabImage> images)
    {
        var known = Read();
        foreach (var image in images)
            known[image.Reference] = ArchiveName(image);
        Write(known);
    }

    private void Write(SortedDictionary<string, string> known)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllLines(path, known.Select(pair => $"{pair.Key} {pair.Value}"));
    }

    private static string ArchiveName(LabImage image) => Path.GetFileName(image.ArchivePath);

    private SortedDictionary<string, string> Read()
    {
        var known = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (!File.Exists(path))
            return known;
        foreach (var parts in File.ReadLines(path).Select(line => line.Split(' ', 2)).Where(parts => parts.Length == 2))
            known[parts[0]] = parts[1];
        return known;
    }
}
