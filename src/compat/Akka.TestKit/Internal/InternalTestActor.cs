using Akka.Actor;

namespace Akka.TestKit.Internal;

/// <summary>
/// The actor behind <see cref="TestKitBase.TestActor"/>. It runs on the thread that sends to it, so a message that was told
/// is in the queue when the tell returns.
/// </summary>
internal sealed class InternalTestActor : UntypedActor
{
    private readonly TestMessageQueue _queue;
    private TestActor.Ignore? _ignore;
    private AutoPilot _pilot = NoAutoPilot.Instance;

    public InternalTestActor(TestMessageQueue queue) => _queue = queue;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TestActor.SetIgnore setIgnore:
                _ignore = setIgnore.Ignore;
                break;
            case TestActor.SetAutoPilot setAutoPilot:
                _pilot = setAutoPilot.AutoPilot;
                break;
            case TestActor.Watch watch:
                Context.Watch(watch.Actor);
                Sender.Tell(TestActor.Acknowledged.Instance);
                break;
            case TestActor.Unwatch unwatch:
                Context.Unwatch(unwatch.Actor);
                Sender.Tell(TestActor.Acknowledged.Instance);
                break;
            case TestActor.Spawn spawn:
                _queue.Add(new RealMessageEnvelope(spawn.Apply(Context), Self));
                break;
            default:
                Collect(message);
                break;
        }
    }

    private void Collect(object message)
    {
        var next = _pilot.Run(Sender, message);
        if (next is not KeepRunning)
        {
            _pilot = next;
        }

        if (_ignore?.Invoke(message) != true)
        {
            _queue.Add(new RealMessageEnvelope(message, Sender));
        }
    }
}
