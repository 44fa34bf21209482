using Akka.Actor;
using Akka.Util;

namespace Akka.Serialization;

public static class SerializerIdentifierHelper
{
    private const string Section = "akka.actor.serialization-identifiers";

    /// <exception cref="ArgumentException">The type has no identifier there.</exception>
    public static int GetSerializerIdentifierFromConfig(Type type, ExtendedActorSystem system)
    {
        foreach (var (name, id) in system.Settings.Config.GetConfig(Section)?.AsEnumerable() ?? [])
        {
            if (Type.GetType(name) == type)
            {
                return id.GetInt();
            }
        }

        throw new ArgumentException(
            $"{type.TypeQualifiedName()} has no identifier. Override Identifier, or add \"{type.TypeQualifiedName()}\" = number to {Section}.",
            nameof(type));
    }
}
