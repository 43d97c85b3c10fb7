using System.Text;
using System.Text.Json;
using MiniStack.Benchmarks.Cluster;

namespace MiniStack.Benchmarks.Burst;

/// <summary>Brings up one stack by its template: no watch, no decision, nothing but the writes.</summary>
internal sealed class StackReplay(StackTemplate template, RawClient admin, RawClient operators, ReadyWorkloads? workloads)
{
    /// <exception cref="HttpRequestException">The server refused a write.</exception>
    public async Task RunAsync(string ns, string name, CancellationToken cancellationToken)
    {
        var answers = new Learned[template.Steps.Count];
        var done = new Task[template.Steps.Count];
        for (var i = 0; i < done.Length; i++)
        {
            done[i] = RunStepAsync(i);
        }

        await Task.WhenAll(done);

        async Task RunStepAsync(int i)
        {
            var step = template.Steps[i];
            foreach (var before in step.After)
            {
                await done[before];
            }

            var path = Encoding.UTF8.GetString(step.Path.Fill(name, ns, answers));
            if (step.Actor == Actor.Controller)
            {
                await workloads!.WaitAsync(path, cancellationToken);
                return;
            }

            var client = step.Actor == Actor.Operator ? operators : admin;
            var answer = await client.SendAsync(
                step.Method, path, step.Body.IsEmpty ? null : step.Body.Fill(name, ns, answers), step.MediaType, cancellationToken);
            if (step.IsAnswerUsed)
            {
                answers[i] = Read(answer);
            }
        }
    }

    private static Learned Read(byte[] answer)
    {
        using var document = JsonDocument.Parse(answer);
        var metadata = document.RootElement.GetProperty("metadata");
        return new(metadata.GetProperty("uid").GetString()!, metadata.GetProperty("resourceVersion").GetString()!);
    }
}
