using System.Text;
using System.Text.Json;
using MiniStack.Lab.Deploy;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>A program that prints its connection and crashes: its last lines are shown, its passwords are not.</summary>
[Trait("Category", "EndToEnd")]
public sealed class RedactionTests(LabFixture lab)
{
    private const string Password = "p@ss:w/rd+42%&x=?";

    [Fact]
    public async Task No_form_of_the_password_is_shown_when_the_api_prints_them_all_and_crashes()
    {
        const string program = """
            import base64, os, urllib.parse
            url, password, user = os.environ["DATABASE_URL"], os.environ["PGPASSWORD"], os.environ["PGUSER"]
            encode = lambda text: base64.b64encode(text.encode()).decode()
            print("this line may be shown", encode(url), "Authorization: Basic " + encode(user + ":" + password))
            print("host=db password=" + password, urllib.parse.quote(password), urllib.parse.quote(password, safe=""), urllib.parse.quote_plus(password))
            print(encode(password), base64.urlsafe_b64encode(password.encode()).decode())
            print(repr({"password": password, "url": url}))
            raise SystemExit("cannot connect to " + url)
            """;
        await using var stack = await TestStack.CreateAsync(lab);
        await stack.KubectlAsync("create", "secret", "generic", "own", "--from-literal=password=" + Password);

        await stack.ApplySpecAsync(
            $"{{api: {{image: fastapi-sample:dev, command: [python3, -c, {JsonSerializer.Serialize(program)}]}}, database: {{passwordSecretRef: {{name: own, key: password}}}}}}");
        var fault = new FaultWatch(stack, "password printed");
        await fault.DiagnoseAsync(() => Reports.ApiEndedAsync(stack), "api", "CrashLoop");
        await Eventually.IsTrueAsync("an event says so", TestStack.ShortDeadline, () => Reports.EventAsync(stack, "CrashLoop", stack.Name));

        await fault.ShowsAsync("this line may be shown", "cannot connect to");
        var url = await stack.SecretAsync(stack.Database, "uri");
        var said = await SaidByTheOperatorAsync(stack);
        foreach (var form in (string[])
            [
                Password, Uri.EscapeDataString(Password), "p%40ss%3Aw/rd%2B42%25%26x%3D%3F", url,
                Json.Encode(Password), Json.Encode(Password).Replace('+', '-').Replace('/', '_'), Json.Encode(url), Json.Encode("app:" + Password),
                await stack.SecretAsync(stack.AdminSecret, "password"),
            ])
        {
            Assert.DoesNotContain(form, said, StringComparison.Ordinal);
        }

        await fault.MendAsync(() => stack.PatchAsync("""{"api":{"command":null}}"""));
    }

    /// <summary>The MiniStack, the events about it, and the operator's log.</summary>
    private async Task<string> SaidByTheOperatorAsync(TestStack stack)
    {
        var texts = new StringBuilder();
        foreach (var text in (string[])
            [
                // As text, not as JSON: an escape in JSON would hide a form.
                await stack.KubectlAsync("get", "ministack", stack.Name, "-o", "jsonpath={.status.conditions[*].message} {.status.diagnosis.message} {.status.diagnosis.hint}"),
                await stack.KubectlAsync("get", "ministack", stack.Name, "-o", """jsonpath={range .status.diagnosis.logTail[*]}{@}{"\n"}{end}"""),
                await stack.KubectlAsync("get", "events", "--field-selector", "involvedObject.kind=MiniStack", "-o", """jsonpath={range .items[*]}{.message}{"\n"}{end}"""),
                await lab.KubectlAsync("-n", OperatorInstallation.Namespace, "logs", "deployment/" + OperatorInstallation.Deployment),
            ])
        {
            Assert.NotEmpty(text);
            texts.AppendLine(text);
        }

        return texts.ToString();
    }
}
