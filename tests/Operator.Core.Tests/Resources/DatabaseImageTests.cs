using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Tests.Resources;

public sealed class DatabaseImageTests
{
    [Theory]
    [InlineData("postgres:15", 15)]
    [InlineData("postgres:15.4-alpine", 15)]
    [InlineData("postgres:18beta1", 18)]
    [InlineData("postgres:18rc1-trixie", 18)]
    [InlineData("docker.io/library/postgres:17-bookworm", 17)]
    [InlineData("registry.example.com:5000/mirror/postgres:16.3@sha256:0123456789abcdef", 16)]
    [InlineData("pgvector/pgvector:pg16", 16)]
    [InlineData("pgvector/pgvector:0.8.0-pg17-trixie", 17)]
    [InlineData("postgis/postgis:16-3.4", 16)]
    [InlineData("timescale/timescaledb:2.17.2-pg16", 16)]
    [InlineData("timescale/timescaledb:latest-pg15", 15)]
    [InlineData("timescale/timescaledb-ha:pg16.2", 16)]
    [InlineData("ghcr.io/example/database:postgres-17", 17)]
    [InlineData("postgres", null)]
    [InlineData("postgres:latest", null)]
    [InlineData("postgres:alpine", null)]
    [InlineData("postgres@sha256:1616161616161616", null)]
    [InlineData("localhost:5000/postgres", null)]
    [InlineData("postgres:20250101", null)]
    [InlineData("postgres:1.2.3", null)]
    [InlineData("example.com/shop/database:16", null)] // its own numbers
    [InlineData("example.com/shop/database:pg2024", null)]
    [InlineData("ankane/pgvector:v0.5.1", null)]
    [InlineData(null, null)]
    public void An_image_tells_its_major_version_by_the_habits_of_the_official_one(string? image, int? major) => Assert.Equal(major, DatabaseImage.MajorOf(image));

    [Fact]
    public void A_version_makes_the_official_image_and_an_image_is_taken_as_it_is()
    {
        Assert.Equal("postgres:17", DatabaseImage.Of(new()));
        Assert.Equal("postgres:15", DatabaseImage.Of(new() { Version = 15 }));
        Assert.Equal("x:1", DatabaseImage.Of(new() { Version = 15, Image = "x:1" }));
    }
}
