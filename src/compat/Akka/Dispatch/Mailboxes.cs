using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;

namespace Akka.Dispatch;

/// <summary>Finds the mailbox type for an actor: named by its props, required by its class, or the default.</summary>
public class Mailboxes
{
    public static readonly string DefaultMailboxId = "akka.actor.default-mailbox";

    public static readonly string NoMailboxRequirement = "";

    private readonly ActorSystem _system;
    private readonly Dictionary<Type, string> _idByRequiredQueue = [];
    private readonly ConcurrentDictionary<string, MailboxType> _typeById = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _stashCapacityById = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Type, Type?> _requiredQueueByActor = new();

    public Mailboxes(ActorSystem system)
    {
        _system = system;
        var requirements = system.Settings.Config.GetConfig("akka.actor.mailbox.requirements");
        foreach (var requirement in requirements?.AsEnumerable() ?? [])
        {
            var queue = Type.GetType(requirement.Key)
                ?? throw new ConfigurationException(
                    $"akka.actor.mailbox.requirements names the queue type '{requirement.Key}', which cannot be loaded.");
            _idByRequiredQueue[queue] = requirement.Value.GetString()!;
        }
    }

    public DeadLetterMailbox DeadLetterMailbox => field ??= new DeadLetterMailbox(_system.DeadLetters);

    public MailboxType LookupByQueueType(Type queueType) => _idByRequiredQueue.TryGetValue(queueType, out var id)
        ? Lookup(id)
        : throw new ConfigurationException($"No mailbox is mapped to '{queueType}' in akka.actor.mailbox.requirements.");

    public MailboxType Lookup(string id) =>
        _typeById.TryGetValue(id, out var known) ? known : _typeById.GetOrAdd(id, CreateType);

    public Type GetRequiredType(Type actorType) => _requiredQueueByActor.GetOrAdd(actorType, static type =>
        Array.Find(type.GetInterfaces(), candidate =>
            candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(IRequiresMessageQueue<>))
            ?.GetGenericArguments()[0])!;

    public bool HasRequiredType(Type actorType) => GetRequiredType(actorType) is not null;

    public bool ProducesMessageQueue(Type mailboxType) => ProducedQueue(mailboxType) is not null;

    public MailboxType GetMailboxType(Props props, Config dispatcherConfig)
    {
        var deploy = props.Deploy;
        var hasMailboxType = dispatcherConfig is not null && dispatcherConfig.HasPath("mailbox-type");
        if (deploy.Mailbox is not null && deploy.Mailbox != Deploy.NoMailboxGiven)
        {
            return Verified(Lookup(deploy.Mailbox), props.Type);
        }

        if (hasMailboxType)
        {
            return Verified(Lookup(dispatcherConfig!.GetString("id")!), props.Type);
        }

        if (GetRequiredType(props.Type) is { } required)
        {
            return LookupByQueueType(required);
        }

        var requirement = dispatcherConfig?.GetString("mailbox-requirement", NoMailboxRequirement);
        return string.IsNullOrEmpty(requirement)
            ? Lookup(DefaultMailboxId)
            : LookupByQueueType(Type.GetType(requirement)
                ?? throw new ConfigurationException($"mailbox-requirement '{requirement}' cannot be loaded."));
    }

    /// <summary>How many messages an actor of this mailbox or dispatcher may stash, -1 for no limit.</summary>
    public int StashCapacity(string dispatcher, string mailbox)
    {
        if (!string.IsNullOrEmpty(mailbox) && CapacityIn(mailbox) is var own and >= 0)
        {
            return own;
        }

        return !string.IsNullOrEmpty(dispatcher) && CapacityIn(dispatcher) is var shared and >= 0
            ? shared
            : CapacityIn(DefaultMailboxId);
    }

    private static Type? ProducedQueue(Type mailboxType) =>
        Array.Find(mailboxType.GetInterfaces(), candidate =>
            candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(IProducesMessageQueue<>))
            ?.GetGenericArguments()[0];

    private int CapacityIn(string id) => _stashCapacityById.GetOrAdd(
        id, (key, config) => config.GetInt(key + ".stash-capacity", -1), _system.Settings.Config);

    private MailboxType Verified(MailboxType mailbox, Type actorType)
    {
        if (GetRequiredType(actorType) is { } required
            && ProducedQueue(mailbox.GetType()) is { } produced
            && !required.IsAssignableFrom(produced))
        {
            throw new ArgumentException(
                $"The actor {actorType} requires a mailbox with a queue of type {required}, but {mailbox.GetType()} makes {produced}.");
        }

        return mailbox;
    }

    private MailboxType CreateType(string id)
    {
        if (id == "unbounded")
        {
            return new UnboundedMailbox();
        }

        var all = _system.Settings.Config;
        if (!all.HasPath(id))
        {
            throw new ConfigurationException($"Mailbox '{id}' is not configured.");
        }

        var config = ConfigurationFactory.ParseString($"id = \"{id}\"").WithFallback(all.GetConfig(id));
        if (all.HasPath(DefaultMailboxId))
        {
            config = config.WithFallback(all.GetConfig(DefaultMailboxId));
        }

        var name = config.GetString("mailbox-type");
        if (string.IsNullOrEmpty(name))
        {
            throw new ConfigurationException($"Mailbox '{id}' has no mailbox-type.");
        }

        var type = Type.GetType(name) ?? throw new ConfigurationException(
            $"Mailbox '{id}' has the mailbox-type '{name}', which cannot be loaded; write it as \"Namespace.Class, Assembly\".");
        return (MailboxType)Activator.CreateInstance(type, _system.Settings, config)!;
    }
}
