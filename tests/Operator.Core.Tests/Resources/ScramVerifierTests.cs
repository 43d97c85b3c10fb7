using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Tests.Resources;

public sealed class ScramVerifierTests
{
    /// <summary>RFC 7677's example, whose server key follows from its server signature; the form is what <c>pg_authid</c> holds.</summary>
    [Fact]
    public void It_is_made_as_the_RFC_says() => Assert.Equal(
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
        ScramVerifier.Compute("pencil", Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ==")));
}
