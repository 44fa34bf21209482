namespace Akka.Actor.Internal;

/// <summary>Tells the actor when nothing has come for a while. Messages that don't count don't reset it.</summary>
internal sealed class ReceiveTimeoutTimer(ActorCell cell)
{
    private ICancelable? _pending;
    private bool _changed;

    public TimeSpan? Timeout { get; private set; }

    public void Set(TimeSpan timeout)
    {
        Timeout = timeout;
        _changed = true;
    }

    public void Cancel()
    {
        Timeout = null;
        CancelPending();
    }

    public void BeforeMessage(object message)
    {
        _changed = false;
        if (message is not INotInfluenceReceiveTimeout)
        {
            CancelPending();
        }
    }

    public void AfterMessage(object message) => Check(reschedule: _changed || message is not INotInfluenceReceiveTimeout);

    public void Check(bool reschedule)
    {
        if (Timeout is not { } timeout)
        {
            return;
        }

        if (reschedule || _pending is null)
        {
            CancelPending();
            _pending = cell.System.Scheduler.ScheduleTellOnceCancelable(
                timeout, cell.Self, ReceiveTimeout.Instance, cell.Self);
        }
    }

    public void CancelPending()
    {
        _pending?.Cancel();
        _pending = null;
    }
}
