using Akka.Actor;

namespace Akka.Persistence.Internal;

/// <summary>
/// What a persistent actor has asked the journal to store, and the handlers that wait for the answers.
/// One write is outstanding at a time: everything that is persisted meanwhile goes out together in the next one,
/// which is what makes the journal's commits grow with the load.
/// </summary>
internal sealed class PendingWrites(int actorInstanceId)
{
    private readonly Queue<IPendingHandlerInvocation> _invocations = new();
    private List<IPersistentEnvelope> _currentCommand = [];
    private List<IPersistentEnvelope> _nextWrite = [];
    private int _stashingInvocations;
    private bool _writeInProgress;

    public bool NoneWaits => _invocations.Count == 0;

    /// <summary>True while a handler waits that holds further commands back.</summary>
    public bool HoldCommands => _stashingInvocations > 0;

    public void Expect(IPendingHandlerInvocation invocation)
    {
        _invocations.Enqueue(invocation);
        if (invocation is StashingHandlerInvocation)
        {
            _stashingInvocations++;
        }
    }

    public void Add(IPersistentEnvelope envelope) => _currentCommand.Add(envelope);

    /// <summary>Hands over what the command just processed has persisted.</summary>
    public void FlushCommand(IActorRef journal, IActorRef self)
    {
        if (_currentCommand.Count == 0)
        {
            return;
        }

        if (_nextWrite.Count == 0)
        {
            (_nextWrite, _currentCommand) = (_currentCommand, _nextWrite);
        }
        else
        {
            _nextWrite.AddRange(_currentCommand);
            _currentCommand.Clear();
        }

        FlushNextWrite(journal, self);
    }

    public void FlushNextWrite(IActorRef journal, IActorRef self)
    {
        if (_writeInProgress || _nextWrite.Count == 0)
        {
            return;
        }

        // The list goes with the message, so it must not be used again here.
        journal.Tell(new WriteMessages(_nextWrite, self, actorInstanceId), self);
        _nextWrite = [];
        _writeInProgress = true;
    }

    public void WriteAnswered() => _writeInProgress = false;

    public IPendingHandlerInvocation Next() => _invocations.Peek();

    public void Complete()
    {
        if (_invocations.Dequeue() is StashingHandlerInvocation)
        {
            _stashingInvocations--;
        }
    }
}
