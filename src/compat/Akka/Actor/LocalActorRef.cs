using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

public class LocalActorRef : ActorRefWithCell
{
    private readonly ActorPath _path;
    private readonly ActorCell _cell;
    private readonly MailboxType _mailboxType;

    public LocalActorRef(
        ActorSystemImpl system,
        Props props,
        MessageDispatcher dispatcher,
        MailboxType mailboxType,
        IInternalActorRef supervisor,
        ActorPath path)
    {
        _path = path;
        _mailboxType = mailboxType;
        _cell = NewActorCell(system, this, props, dispatcher, supervisor);

        // The root guardian has no supervisor to be announced to.
        _cell.Init(sendSupervise: this is not RootGuardianActorRef, mailboxType);
    }

    public override ActorPath Path => _path;

    public ActorCell Cell => _cell;

    public override ICell Underlying => _cell;

    public override IActorRefProvider Provider => _cell.SystemImpl.Provider;

    public override IInternalActorRef Parent => _cell.Parent;

    public override bool IsLocal => true;

    public override bool IsTerminated => _cell.IsTerminated;

    public override IEnumerable<IActorRef> Children => _cell.GetChildren();

    protected ActorSystem System => _cell.System;

    protected Props Props => _cell.Props;

    protected MessageDispatcher Dispatcher => _cell.Dispatcher;

    protected IInternalActorRef Supervisor => _cell.Parent;

    protected MailboxType MailboxType => _mailboxType;

    public override void Start() => _cell.Start();

    public override void Stop() => _cell.Stop();

    public override void Suspend() => _cell.Suspend();

    public override void Resume(Exception? causedByFailure = null) => _cell.Resume(causedByFailure!);

    public override void Restart(Exception cause) => _cell.Restart(cause);

    public override void SendSystemMessage(ISystemMessage message) => _cell.SendSystemMessage(message);

    public override IInternalActorRef GetSingleChild(string name) => _cell.GetSingleChild(name);

    public override IActorRef GetChild(IReadOnlyList<string> name)
    {
        IInternalActorRef current = this;
        for (var i = 0; i < name.Count; i++)
        {
            if (current is not ActorRefWithCell withCell)
            {
                return current.GetChild(name.Skip(i).ToArray());
            }

            switch (name[i])
            {
                case "..":
                    current = current.Parent;
                    break;
                case "":
                    break;
                default:
                    current = withCell.GetSingleChild(name[i]);
                    break;
            }
        }

        return current;
    }

    protected virtual ActorCell NewActorCell(
        ActorSystemImpl system,
        IInternalActorRef self,
        Props props,
        MessageDispatcher dispatcher,
        IInternalActorRef supervisor) => new(system, self, props, dispatcher, supervisor);

    protected override void TellInternal(object message, IActorRef sender) => _cell.SendMessage(new Envelope(message, sender));
}

public class RootGuardianActorRef : LocalActorRef
{
    private readonly IInternalActorRef _deadLetters;
    private readonly IReadOnlyDictionary<string, IInternalActorRef> _extraNames;
    private IInternalActorRef? _tempContainer;

    public RootGuardianActorRef(
        ActorSystemImpl system,
        Props props,
        MessageDispatcher dispatcher,
        MailboxType mailboxType,
        IInternalActorRef supervisor,
        ActorPath path,
        IInternalActorRef deadLetters,
        IReadOnlyDictionary<string, IInternalActorRef> extraNames)
        : base(system, props, dispatcher, mailboxType, supervisor, path)
    {
        _deadLetters = deadLetters;
        _extraNames = extraNames;
    }

    public override IInternalActorRef Parent => this;

    public override IInternalActorRef GetSingleChild(string name) => name switch
    {
        "temp" when _tempContainer is not null => _tempContainer,
        "deadLetters" => _deadLetters,
        _ => _extraNames.TryGetValue(name, out var extra) ? extra : base.GetSingleChild(name),
    };

    public void SetTempContainer(IInternalActorRef tempContainer) => _tempContainer = tempContainer;
}
