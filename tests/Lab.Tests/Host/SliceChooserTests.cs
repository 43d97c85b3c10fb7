using MiniStack.Lab.Host;

namespace MiniStack.Lab.Tests.Host;

public sealed class SliceChooserTests
{
    [Fact]
    public void The_preferred_slice_is_taken_where_it_is_free() =>
        Assert.Equal(0, SliceChooser.Choose(0, [])!.Index);

    [Fact]
    public void Without_a_preference_the_default_clusters_slice_stays_free() =>
        Assert.Equal(1, SliceChooser.Choose(null, [])!.Index);

    [Theory]
    [InlineData("198.51.100.0/30")]
    [InlineData("198.18.0.0/24")]
    [InlineData("198.19.0.128/25")]
    public void A_route_into_any_of_its_ranges_takes_a_slice(string route) =>
        Assert.Equal(1, SliceChooser.Choose(0, [Range(route)])!.Index);

    [Fact]
    public void The_lowest_free_slice_is_taken() =>
        Assert.Equal(3, SliceChooser.Choose(2, [Range("198.51.100.0/29"), Range("198.18.2.0/24")])!.Index);

    [Fact]
    public void There_may_be_none() => Assert.Null(SliceChooser.Choose(0, [Range("198.18.0.0/15")]));

    [Fact]
    public void Every_slice_has_ranges_of_its_own()
    {
        var ranges = Enumerable.Range(0, NetworkSlice.Count)
            .Select(index => new NetworkSlice(index))
            .SelectMany(slice => new[] { slice.LinkRange, slice.PodRange, slice.ServiceRange })
            .Select(Range)
            .ToList();

        Assert.DoesNotContain(ranges, range => ranges.Count(range.Overlaps) > 1);
    }

    [Fact]
    public void The_kernels_routing_table_is_read()
    {
        string[] table =
        [
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
            "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0",
            "ms12345678\t000012C6\t026433C6\t0003\t0\t0\t0\t00FFFFFF\t0\t0\t0",
            "msabcdef01\t000112C6\t066433C6\t0003\t0\t0\t0\t00FFFFFF\t0\t0\t0",
        ];

        Assert.Equal([Range("198.18.1.0/24")], SliceChooser.ReadRoutes(table, exceptLink: "ms12345678"));
    }

    private static AddressRange Range(string text)
    {
        Assert.True(AddressRange.TryParse(text, out var range));
        return range;
    }
}
