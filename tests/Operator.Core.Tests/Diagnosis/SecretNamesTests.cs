using MiniStack.Operator.Core.Diagnosis;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

public sealed class SecretNamesTests
{
    [Theory]
    [InlineData("PORT", "8000", true)]
    [InlineData("server_port", "443", true)]
    [InlineData("PORT", "hunter2", false)]
    [InlineData("PIN", "8000", false)]
    [InlineData("PORT", "123456", false)]
    public void A_port_is_no_secret(string name, string value, bool expected) => Assert.Equal(expected, SecretNames.IsPort(name, value));
}
