using ActorQueue.Core;
using ActorQueue.Core.Ordering;
using ActorQueue.Hosting;

namespace ActorQueue.Tests.Hosting;

public sealed class AdmissionSettingsTests
{
    [Theory]
    [InlineData("priority", typeof(PriorityOrder))]
    [InlineData("fifo", typeof(FifoOrder))]
    [InlineData("aging", typeof(AgingOrder))]
    [InlineData("smallest-first", typeof(SizeOrder))]
    [InlineData("largest-first", typeof(SizeOrder))]
    public void An_order_policy_is_chosen_by_name(string name, Type type)
    {
        var order = Read($"queue {{ order-policy = {name}, aging-step = 5s }}").Queue.Order;
        order.ShouldBeOfType(type);
        order.Name.ShouldBe(name);
        (order as AgingOrder)?.Step.ShouldBe(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_policy_of_the_applications_own_is_chosen_by_its_name_and_compared()
    {
        var options = new ActorQueueOptions { OrderPolicy = "newest-first", Hocon = "actorqueue.queue { compare-with = aging, compare-share = 0.3 }" };
        options.OrderPolicies.Add(new NewestFirst());
        var order = SettingsReader.Read(QueueConfiguration.Build(options), options.OrderPolicies).Queue.Order.ShouldBeOfType<ComparedOrder>();
        order.Main.ShouldBeOfType<NewestFirst>();
        order.Other.ShouldBeOfType<AgingOrder>();
        order.Share.ShouldBe(0.3);
    }

    [Fact]
    public void Limits_weights_and_what_a_worker_has_are_read()
    {
        var settings = Read("""
            fairness.weights = ["gold=5", "a=b=2"]
            limits { concurrency = 3, concurrency-keys = ["host=1"], rate = "10 per 1s burst 20", rate-keys = ["api=1 per 1.5m", "free=off"] }
            resources { max-memory = 1000000, bypass-limit = 4 }
            workers { kinds = [a, b], min-priority = -3, cpu-percent = 250, memory = 5000, gpu-percent = 100 }
            """);
        var admission = settings.Queue.Admission;
        (admission.WeightOf("gold"), admission.WeightOf("a=b"), admission.WeightOf("other")).ShouldBe((5, 2, 1));
        (admission.ConcurrencyLimitOf("host"), admission.ConcurrencyLimitOf("other")).ShouldBe((1, 3));
        admission.RateLimitOf("other").ShouldBe(new RateLimit(10, TimeSpan.FromSeconds(1), 20));
        admission.RateLimitOf("api").ShouldBe(new RateLimit(1, TimeSpan.FromSeconds(90), 1));
        admission.RateLimitOf("free").ShouldBeNull();
        admission.MaxNeeds!.MemoryBytes.ShouldBe(1_000_000);
        admission.BypassLimit.ShouldBe(4);
        var terms = settings.Workers.Terms;
        terms.Kinds.ShouldBe(["a", "b"]);
        (terms.MinPriority, terms.MaxPriority).ShouldBe((-3, null));
        terms.Capacity.ShouldBe(new Core.Commands.WorkerCapacity(250, 5000, 100));
    }

    [Fact]
    public void By_default_a_worker_takes_everything_and_gives_out_its_cores_and_memory_but_no_gpu()
    {
        var terms = Read(string.Empty).Workers.Terms;
        (terms.Kinds, terms.MinPriority, terms.MaxPriority).ShouldBe((null, null, null));
        terms.Capacity!.CpuPercent.ShouldBe(Environment.ProcessorCount * 100);
        terms.Capacity.MemoryBytes.ShouldBeInRange(1, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - 1);
        terms.Capacity.GpuPercent.ShouldBe(0);
    }

    [Theory]
    [InlineData("queue.order-policy = random", "queue.order-policy: 'random'")]
    [InlineData("queue.compare-with = priority", "queue.compare-with")]
    [InlineData("queue { compare-with = aging, compare-share = 1 }", "queue.compare-share")]
    [InlineData("queue.aging-step = 8d", "queue.aging-step")]
    [InlineData("limits.rate = \"ten per 1s\"", "limits.rate: 'ten'")]
    [InlineData("limits.rate = \"1 per 0s\"", "ratePerKey.per")]
    [InlineData("limits.rate-keys = [\"api 3\"]", "limits.rate-keys: 'api 3'")]
    [InlineData("limits.concurrency-keys = [\"a=-1\"]", "limits.concurrency-keys: '-1'")]
    [InlineData("fairness.weights = [\"a=0\"]", "fairnessWeights.a")]
    public void A_setting_that_cannot_work_is_named(string hocon, string problem) =>
        Should.Throw<QueueConfigurationException>(() => Read(hocon)).Problems.ShouldHaveSingleItem().ShouldContain(problem);

    private static ActorQueueSettings Read(string hocon) =>
        SettingsReader.Read(QueueConfiguration.Build(new ActorQueueOptions { Hocon = $"actorqueue {{\n{hocon}\n}}" }));

    private sealed class NewestFirst : IOrderPolicy
    {
        public string Name => "newest-first";

        public OrderRank RankOf(OrderedTask task) => new(task.AcceptedAt.UtcTicks);
    }
}
