using Akka.Actor;

namespace Akka.Configuration;

public class ConfigurationException : AkkaException
{
    public ConfigurationException(string message)
        : base(message)
    {
    }

    public ConfigurationException(string message, Exception? exception)
        : base(message, exception)
    {
    }

    public static ConfigurationException NullOrEmptyConfig<T>(string? path = null)
    {
        var place = path is null ? "." : $": there is nothing at [{path}].";
        return new ConfigurationException($"{typeof(T).Name} cannot be built from an empty configuration{place}");
    }
}
