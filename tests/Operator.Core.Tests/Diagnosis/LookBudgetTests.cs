using MiniStack.Operator.Core.Diagnosis;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

public sealed class LookBudgetTests
{
    private const int Requests = 4;
    private static readonly DateTime Now = new(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [Theory]
    [InlineData(false, 2, 1)]
    [InlineData(true, 20, 10)]
    public void However_many_stacks_ask_so_many_a_second_get_their_turn_each_at_a_time_of_its_own(bool isUrgent, int atOnce, int aSecond)
    {
        var budget = new LookBudget();

        var turns = Enumerable.Range(0, 500).Select(_ => (budget.Reserve(isUrgent, Requests, Now) - Now).TotalSeconds).ToList();

        Assert.Equal(atOnce, turns.Count(each => each == 0));
        Assert.Equal(500 - atOnce + 1, turns.Distinct().Count());
        Assert.Equal((500.0 - atOnce) / aSecond, turns.Max(), tolerance: 0.001);
    }

    [Fact]
    public void News_do_not_wait_for_those_of_which_nothing_is_expected()
    {
        var budget = new LookBudget();
        for (var i = 0; i < 500; i++)
        {
            budget.Reserve(isUrgent: false, Requests, Now);
        }

        Assert.Equal(Now, budget.Reserve(isUrgent: true, Requests, Now));
    }

    [Fact]
    public void The_rest_waits_while_news_use_up_the_budget()
    {
        var budget = new LookBudget();
        DateTime last = default;
        for (var i = 0; i < 100; i++)
        {
            last = budget.Reserve(isUrgent: true, Requests, Now);
        }

        Assert.True(budget.Reserve(isUrgent: false, Requests, Now) >= last);
    }

    [Fact]
    public void Time_that_was_not_used_is_not_saved_up()
    {
        var budget = new LookBudget();
        budget.Reserve(isUrgent: false, Requests, Now);
        var later = Now.AddHours(1);

        Assert.Equal(later, budget.Reserve(isUrgent: false, Requests, later));
        Assert.Equal(later, budget.Reserve(isUrgent: false, Requests, later));
        Assert.True(budget.Reserve(isUrgent: false, Requests, later) > later);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_given_back_is_for_others(bool isUrgent)
    {
        var budget = new LookBudget();
        var last = Enumerable.Range(0, 500).Select(_ => budget.Reserve(isUrgent, Requests, Now)).Max();
        for (var i = 0; i < 500; i++)
        {
            budget.GiveBack(isUrgent, Requests);
        }

        Assert.True(last > Now);
        Assert.Equal(Now, budget.Reserve(isUrgent, Requests, Now));
    }

    [Fact]
    public void A_look_that_takes_more_requests_takes_more_of_the_time()
    {
        var (cheap, dear) = (new LookBudget(), new LookBudget());

        Assert.True(Last(cheap, 3) < Last(dear, 8));

        static DateTime Last(LookBudget budget, int requests) =>
            Enumerable.Range(0, 10).Select(_ => budget.Reserve(isUrgent: false, requests, Now)).Max();
    }
}
