namespace Akka.Routing;

/// <summary>Meant for the router itself and not for its routees.</summary>
public abstract class RouterManagementMessage
{
    protected RouterManagementMessage()
    {
    }
}

/// <summary>Asks for the routees; the answer is <see cref="Routees"/>.</summary>
public sealed class GetRoutees : RouterManagementMessage
{
    public static GetRoutees Instance { get; } = new();
}

public sealed class Routees
{
    public Routees(IEnumerable<Routee> routees) => Members = routees.ToArray();

    public IEnumerable<Routee> Members { get; }
}

public sealed class AddRoutee : RouterManagementMessage
{
    public AddRoutee(Routee routee) => Routee = routee;

    public Routee Routee { get; }
}

/// <summary>A routee of a pool is stopped as well.</summary>
public sealed class RemoveRoutee : RouterManagementMessage
{
    public RemoveRoutee(Routee routee) => Routee = routee;

    public Routee Routee { get; }
}

/// <summary>
/// Changes the size of a pool by a delta, not to a size. A negative one takes routees from the tail, busy or not, and
/// may take all of them.
/// </summary>
public sealed class AdjustPoolSize : RouterManagementMessage
{
    public AdjustPoolSize(int change) => Change = change;

    public int Change { get; }
}

/// <summary>The router to itself: time to ask the resizer.</summary>
public class Resize : RouterManagementMessage;

/// <summary>Only its content reaches the routees.</summary>
public class RouterEnvelope
{
    public RouterEnvelope(object message) => Message = message;

    public object Message { get; }
}

/// <summary>To every routee, whatever the routing logic.</summary>
public class Broadcast : RouterEnvelope
{
    public Broadcast(object message)
        : base(message)
    {
    }
}
