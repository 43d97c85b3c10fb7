using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Tests.Config;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

public sealed class DiagnosisPageTests
{
    [Fact]
    public void The_page_of_codes_is_current() => ConfigFiles.AssertCurrent("../docs/diagnosis.md", DiagnosisPage.Write(FindingCodes.All));

    [Fact]
    public void Every_code_is_on_the_page() => Assert.Equal(
        typeof(FindingCodes).GetFields().Where(field => field.FieldType == typeof(FindingCode)).Select(field => field.Name).Order(),
        FindingCodes.All.Select(code => code.Name).Order());

    [Fact]
    public void Every_link_leads_to_a_heading() => Assert.All(
        FindingCodes.All,
        code => Assert.Contains(
            DiagnosisPage.Write(FindingCodes.All).Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal)),
            heading => code.Link == "docs/diagnosis.md#" + heading[3..].ToLowerInvariant()));
}
