using Akka.Actor;
using Akka.Actor.Internal;

namespace Akka.TestKit.Internal;

/// <summary>
/// The implicit sender is a thread's own. After an await a test goes on another thread, so this context brings the cell of
/// the test actor along.
/// </summary>
internal sealed class ActorCellKeepingSynchronizationContext : SynchronizationContext
{
    private readonly ActorCell? _cell;

    public ActorCellKeepingSynchronizationContext(ActorCell? cell) => _cell = cell;

    public override SynchronizationContext CreateCopy() => new ActorCellKeepingSynchronizationContext(_cell);

    public override void Post(SendOrPostCallback d, object? state) =>
        ThreadPool.UnsafeQueueUserWorkItem(_ => Run(d, state), null);

    public override void Send(SendOrPostCallback d, object? state) => Run(d, state);

    private void Run(SendOrPostCallback work, object? state)
    {
        var (outerCell, outerContext) = (InternalCurrentActorCellKeeper.Current, Current);
        SetSynchronizationContext(this);
        InternalCurrentActorCellKeeper.Current = _cell!;
        try
        {
            work(state);
        }
        finally
        {
            InternalCurrentActorCellKeeper.Current = outerCell;
            SetSynchronizationContext(outerContext);
        }
    }
}
