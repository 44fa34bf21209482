using Akka.Actor;
using ActorQueue.Core.Commands;

namespace ActorQueue.Workers;

/// <summary>Analyzer → pool: I exist and am free. Only this makes a slot free.</summary>
/// <param name="Analyzer">Itself.</param>
/// <param name="Crew">Which instance of the pool made it.</param>
internal sealed record AnalyzerReady(IActorRef Analyzer, int Crew);

/// <summary>Supervision → pool: an analyzer failed by a defect of its own, not by its processor.</summary>
internal sealed record AnalyzerBroke(IActorRef Analyzer, Exception Cause);

/// <summary>Pool → analyzer, through the router: run this.</summary>
internal sealed record RunAttempt(IActorRef Analyzer, Assignment Assignment) : IForAnalyzer;

/// <summary>Pool → analyzer: stop the attempt you run.</summary>
internal sealed record StopAttempt(AttemptKey Key, StopReason Reason);

/// <summary>Pool → analyzer: the attempt that you run may yield.</summary>
internal sealed record YieldAttempt(AttemptKey Key);

/// <summary>Why an attempt is asked to stop.</summary>
internal enum StopReason
{
    /// <summary>Nobody asked.</summary>
    None = 0,

    /// <summary>The task was cancelled: the attempt ends as cancelled.</summary>
    Cancelled = 1,

    /// <summary>The host stops: the task waits again, at no cost of an attempt.</summary>
    Drained = 2,

    /// <summary>The attempt's time is up.</summary>
    TimedOut = 3,
}
