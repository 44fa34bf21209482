using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Dispatch;

public interface IDispatcherPrerequisites
{
    EventStream EventStream { get; }

    IScheduler Scheduler { get; }

    Settings Settings { get; }

    Mailboxes Mailboxes { get; }
}

public sealed class DefaultDispatcherPrerequisites : IDispatcherPrerequisites
{
    public DefaultDispatcherPrerequisites(EventStream eventStream, IScheduler scheduler, Settings settings, Mailboxes mailboxes)
    {
        EventStream = eventStream;
        Scheduler = scheduler;
        Settings = settings;
        Mailboxes = mailboxes;
    }

    public EventStream EventStream { get; }

    public IScheduler Scheduler { get; }

    public Settings Settings { get; }

    public Mailboxes Mailboxes { get; }
}

/// <summary>Decides on which thread the mailboxes of its actors run.</summary>
public abstract class MessageDispatcher
{
    public static readonly int DefaultThroughput = 100;

    private long _inhabitants;
    private int _shutdownState;

    protected MessageDispatcher(MessageDispatcherConfigurator configurator)
    {
        Configurator = configurator;
        Throughput = DefaultThroughput;
        Mailboxes = configurator.Prerequisites.Mailboxes;
        EventStream = configurator.Prerequisites.EventStream;
    }

    public MessageDispatcherConfigurator Configurator { get; }

    public EventStream EventStream { get; }

    public Mailboxes Mailboxes { get; }

    public string Id { get; protected set; } = "";

    /// <summary>Messages one actor may process before it goes back to the end of the line.</summary>
    public int Throughput { get; protected set; }

    /// <summary>Ticks after which it goes back even with throughput left, null or 0 for never.</summary>
    public long? ThroughputDeadlineTime { get; protected set; }

    public TimeSpan ShutdownTimeout { get; protected set; }

    internal long Inhabitants => Interlocked.Read(ref _inhabitants);

    public void Schedule(Action run) => Schedule(new ActionRunnable(run));

    public void Schedule(IRunnable run)
    {
        // Not an actor, but its threads are needed until it has run.
        Interlocked.Increment(ref _inhabitants);
        ExecuteTask(new ScheduledRun(this, run));
    }

    public virtual void Attach(ActorCell cell)
    {
        Interlocked.Increment(ref _inhabitants);
        RegisterForExecution(cell.Mailbox, hasMessageHint: false, hasSystemMessageHint: true);
    }

    public virtual void Detach(ActorCell cell)
    {
        var mailbox = cell.SwapMailbox(Mailboxes.DeadLetterMailbox);
        mailbox.BecomeClosed();
        mailbox.CleanUp();
        ReleaseInhabitant();
        OnDetached();
    }

    public virtual void Dispatch(ActorCell cell, Envelope envelope)
    {
        var mailbox = cell.Mailbox;
        mailbox.MessageQueue.Enqueue(cell.Self, envelope);
        if (!RegisterForExecution(mailbox, hasMessageHint: true, hasSystemMessageHint: false)
            && mailbox.IsClosed && mailbox is not DeadLetterMailbox)
        {
            // The actor ended between reading its mailbox and filling it.
            mailbox.CleanUp();
        }
    }

    public virtual void SystemDispatch(ActorCell cell, SystemMessage message)
    {
        var mailbox = cell.Mailbox;
        mailbox.SystemEnqueue(cell.Self, message);
        RegisterForExecution(mailbox, hasMessageHint: false, hasSystemMessageHint: true);
    }

    internal virtual void OnDetached()
    {
    }

    internal virtual void Suspend(ActorCell cell)
    {
        if (ReferenceEquals(cell.Mailbox.Actor, cell))
        {
            cell.Mailbox.Suspend();
        }
    }

    internal virtual void Resume(ActorCell cell)
    {
        var mailbox = cell.Mailbox;
        if (ReferenceEquals(mailbox.Actor, cell))
        {
            mailbox.Resume();
            RegisterForExecution(mailbox, hasMessageHint: false, hasSystemMessageHint: false);
        }
    }

    internal virtual Mailbox CreateMailbox(ActorCell cell, MailboxType mailboxType) =>
        new(mailboxType.Create(cell.Self, cell.System));

    /// <summary>Schedules the mailbox when it has work and is not scheduled. True when this call did it.</summary>
    internal virtual bool RegisterForExecution(Mailbox mailbox, bool hasMessageHint, bool hasSystemMessageHint)
    {
        if (!mailbox.CanBeScheduledForExecution(hasMessageHint, hasSystemMessageHint) || !mailbox.SetAsScheduled())
        {
            return false;
        }

        try
        {
            ExecuteTask(mailbox);
            return true;
        }
        catch (RejectedExecutionException)
        {
            mailbox.SetAsIdle();
            throw;
        }
    }

    internal void ShutdownNow()
    {
        if (Interlocked.Exchange(ref _shutdownState, 1) == 0)
        {
            Shutdown();
        }
    }

    protected abstract void ExecuteTask(IRunnable run);

    protected abstract void Shutdown();

    protected void ReportFailure(Exception ex) =>
        EventStream.Publish(new Error(ex, GetType().FullName!, GetType(), "An exception escaped to the dispatcher."));

    private void ReleaseInhabitant() => Interlocked.Decrement(ref _inhabitants);

    private sealed class ScheduledRun(MessageDispatcher dispatcher, IRunnable run) : IRunnable
    {
        public void Execute() => Run();

        public void Run()
        {
            try
            {
                run.Run();
            }
            catch (Exception e)
            {
                dispatcher.ReportFailure(e);
            }
            finally
            {
                dispatcher.ReleaseInhabitant();
            }
        }
    }
}

/// <summary>Reads one dispatcher's configuration and makes it.</summary>
public abstract class MessageDispatcherConfigurator
{
    protected MessageDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    {
        Config = config;
        Prerequisites = prerequisites;
    }

    public Config Config { get; }

    public IDispatcherPrerequisites Prerequisites { get; }

    public abstract MessageDispatcher Dispatcher();

    protected ExecutorServiceConfigurator ConfigureExecutor() => ExecutorServices.For(Config, Prerequisites);
}

public class RejectedExecutionException : AkkaException
{
    public RejectedExecutionException(string? message = null, Exception? inner = null)
        : base(message!, inner)
    {
    }
}
