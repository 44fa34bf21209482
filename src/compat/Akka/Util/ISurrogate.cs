using Akka.Actor;

namespace Akka.Util;

public interface ISurrogated
{
    ISurrogate ToSurrogate(ActorSystem system);
}

public interface ISurrogate
{
    ISurrogated FromSurrogate(ActorSystem system);
}
