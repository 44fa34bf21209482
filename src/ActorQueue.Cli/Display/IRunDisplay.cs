using ActorQueue.Cli.Discovery;
using ActorQueue.Cli.Output;
using ActorQueue.Contracts;

namespace ActorQueue.Cli.Display;

/// <summary>Shows a run while it lasts: drawn in place on a terminal, or as plain lines.</summary>
internal interface IRunDisplay
{
    /// <summary>Shows the run until <paramref name="work"/> ends.</summary>
    Task ShowAsync(RunProgress progress, Func<Task> work);

    /// <summary>Something the user should know, such as a missing codec.</summary>
    void Warn(string message);

    /// <remarks>Without a number: a task's attempts count those that an earlier run left half done, so none of them says which retry this is.</remarks>
    void Retrying(FilePath path, TaskError? error);

    void Finished(FileOutcome outcome, RunProgress progress);

    /// <summary>What the run came to.</summary>
    void Summarize(RunSummary summary);
}
