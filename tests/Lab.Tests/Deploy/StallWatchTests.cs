using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using MiniStack.Lab.Deploy;

namespace MiniStack.Lab.Tests.Deploy;

public sealed class StallWatchTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Stack_that_stalls_while_it_is_awaited_is_awaited_in_vain()
    {
        var watch = new StallWatch(_time);

        Assert.False(watch.IsInVain(Status(isStalled: false)));
        Assert.True(watch.IsInVain(Status(isStalled: true)));
    }

    [Fact]
    public void Stack_that_was_stalled_before_has_a_minute_to_come_to_life()
    {
        var watch = new StallWatch(_time);

        Assert.False(watch.IsInVain(Status(isStalled: true)));
        _time.Advance(StallWatch.Patience);
        Assert.False(watch.IsInVain(Status(isStalled: true)));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(watch.IsInVain(Status(isStalled: true)));
    }

    [Fact]
    public void Stall_of_an_older_spec_is_none()
    {
        Assert.True(Status(isStalled: true, generation: 2, observedGeneration: 2).IsStalled);
        Assert.False(Status(isStalled: true, generation: 3, observedGeneration: 2).IsStalled);
    }

    private static StackStatus Status(bool isStalled, int generation = 1, int observedGeneration = 1)
    {
        using var stack = JsonDocument.Parse($$"""
            {
              "metadata": {"namespace": "default", "name": "demo", "generation": {{generation}}},
              "status": {
                "observedGeneration": {{observedGeneration}},
                "conditions": [{"type": "Ready", "status": "False", "reason": "CrashLoop"}, {"type": "Stalled", "status": "{{isStalled}}"}]
              }
            }
            """);
        return StackStatus.Parse(stack.RootElement);
    }
}
