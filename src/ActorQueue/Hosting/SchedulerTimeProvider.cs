using Akka.Actor;

namespace ActorQueue.Hosting;

/// <summary>The clock of an actor system's scheduler, so that the TestKit's virtual time drives the queue too.</summary>
internal sealed class SchedulerTimeProvider(IScheduler scheduler) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => scheduler.Now.ToUniversalTime();

    public override long GetTimestamp() => scheduler.MonotonicClock.Ticks;
}
