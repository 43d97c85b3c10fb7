using MiniStack.Lab.Images;

namespace MiniStack.Lab.Tests.Images;

public sealed class DotnetRuntimeTests
{
    private const string Listed = """
        Microsoft.AspNetCore.App 9.0.1 [/sdk/shared/Microsoft.AspNetCore.App]
        Microsoft.AspNetCore.App 10.0.9 [/sdk/shared/Microsoft.AspNetCore.App]
        Microsoft.AspNetCore.App 10.0.12 [/sdk/shared/Microsoft.AspNetCore.App]
        Microsoft.AspNetCore.App 11.0.0-preview.1 [/sdk/shared/Microsoft.AspNetCore.App]
        Microsoft.NETCore.App 10.0.12 [/sdk/shared/Microsoft.NETCore.App]
        """;

    [Fact]
    public void The_newest_of_the_major_is_taken()
        => Assert.Equal(
            [
                new DotnetRuntime(DotnetRuntime.Core, "10.0.12", "/sdk/shared/Microsoft.NETCore.App/10.0.12"),
                new DotnetRuntime(DotnetRuntime.AspNetCore, "10.0.12", "/sdk/shared/Microsoft.AspNetCore.App/10.0.12"),
            ],
            DotnetRuntime.Newest(Listed, 10));

    [Fact]
    public void A_missing_framework_is_named()
    {
        var error = Assert.Throws<LabException>(() => DotnetRuntime.Newest(Listed, 9));

        Assert.Contains("Microsoft.NETCore.App 9", error.Message);
    }
}
