using System.Runtime.ExceptionServices;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>
/// Runs the continuations of an actor's asynchronous code in its mailbox, as system messages, so that they run alone
/// and also while user messages wait for the handler to end.
/// </summary>
public class ActorTaskScheduler : TaskScheduler
{
    private readonly ActorCell _cell;

    internal ActorTaskScheduler(ActorCell cell) => _cell = cell;

    /// <summary>The message whose asynchronous handler is running.</summary>
    public object CurrentMessage { get; private set; } = null!;

    public override int MaximumConcurrencyLevel => 1;

    public static void RunTask(Action action) => RunTask(() =>
    {
        action();
        return Task.CompletedTask;
    });

    /// <summary>Runs the handler now; if it awaits, the actor gets no other message until it has ended.</summary>
    public static void RunTask(Func<Task> asyncAction)
    {
        var cell = InternalCurrentActorCellKeeper.Current
            ?? throw new InvalidOperationException("RunTask must be called from an actor context.");
        var scheduler = cell.TaskScheduler;

        // As a task of this scheduler, because awaits resume on the scheduler of the task they are in.
        var outer = new Task<Task>(asyncAction);
        scheduler.CurrentMessage = cell.CurrentMessage;
        outer.RunSynchronously(scheduler);
        if (outer.IsFaulted)
        {
            ExceptionDispatchInfo.Throw(outer.Exception.InnerException!);
        }

        var inner = outer.Result;
        if (inner.IsCompleted)
        {
            inner.GetAwaiter().GetResult();
            return;
        }

        cell.BeginTask();
        var message = cell.CurrentMessage;
        inner.GetAwaiter().UnsafeOnCompleted(() =>
        {
            var cause = inner.IsFaulted ? inner.Exception.InnerException
                : inner.IsCanceled ? new TaskCanceledException(inner) : null;
            cell.SelfInternal.SendSystemMessage(new ActorTaskCompleted(cause, message));
        });
    }

    internal void Execute(Task task) => TryExecuteTask(task);

    protected override void QueueTask(Task task)
    {
        if (task.CreationOptions.HasFlag(TaskCreationOptions.LongRunning))
        {
            new Thread(() => TryExecuteTask(task)) { IsBackground = true }.Start();
            return;
        }

        _cell.SelfInternal.SendSystemMessage(new ActorTask(task));
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ReferenceEquals(InternalCurrentActorCellKeeper.Current, _cell) && TryExecuteTask(task);

    protected override IEnumerable<Task>? GetScheduledTasks() => null;
}
