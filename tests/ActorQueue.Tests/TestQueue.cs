using ActorQueue.Contracts;
using ActorQueue.Hosting;
using Akka.Configuration;

namespace ActorQueue.Tests;

/// <summary>Tasks with readable ids, and the shipped configuration with everything in memory.</summary>
internal static class TestQueue
{
    private static readonly DateTimeOffset Created = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static TaskId Id(int number)
    {
        Span<byte> random = stackalloc byte[10];
        BitConverter.TryWriteBytes(random, number);
        return TaskId.Create(Created, random);
    }

    public static TaskSpec Task(int number) => new() { Id = Id(number), Kind = "test", Name = $"task-{number}" };

    public static Config Config(string overrides = "") => ConfigurationFactory.ParseString(overrides)
        .WithFallback(ConfigurationFactory.ParseString("""
            akka {
              loggers = ["Akka.TestKit.TestEventListener, Akka.TestKit"]
              persistence.journal.plugin = "akka.persistence.journal.inmem"
              persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
            }
            """))
        .WithFallback(QueueConfiguration.Reference);
}
