using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Akka.Util;

namespace Akka.Actor;

/// <summary>Where an actor system can be reached: <c>protocol://system@host:port</c>, or without host for the local one.</summary>
public sealed class Address : IEquatable<Address>, IComparable<Address>, IComparable, ISurrogated, ICloneable
{
    public static readonly Address AllSystems = new("akka", "all-systems");

    public static readonly IComparer<Address> Comparer = Comparer<Address>.Create((a, b) => a.CompareTo(b));

    private string? _text;

    public Address(string protocol, string system, string? host = null, int? port = null)
    {
        Protocol = protocol;
        System = system;
        Host = host?.ToLowerInvariant()!;
        Port = port;
    }

    public string Protocol { get; }

    public string System { get; }

    public string Host { get; }

    public int? Port { get; }

    public bool HasLocalScope => string.IsNullOrEmpty(Host);

    public bool HasGlobalScope => !string.IsNullOrEmpty(Host);

    public static bool operator ==(Address? left, Address? right) => Equals(left, right);

    public static bool operator !=(Address? left, Address? right) => !Equals(left, right);

    public static Address Parse(string address) =>
        TryParse(address, out Address? parsed)
            ? parsed
            : throw new UriFormatException($"'{address}' is not of the form protocol://system@host:port.");

    public static bool TryParse(string path, [NotNullWhen(true)] out Address? address) =>
        TryParse(path.AsSpan(), out address);

    public static bool TryParse(string path, [NotNullWhen(true)] out Address? address, out string absolutUri)
    {
        var parsed = TryParse(path.AsSpan(), out address, out var rest);
        absolutUri = rest.ToString();
        return parsed;
    }

    public static bool TryParse(ReadOnlySpan<char> span, [NotNullWhen(true)] out Address? address) =>
        TryParse(span, out address, out _);

    /// <summary>Parses the address and hands back what follows it, which is "/" when nothing does.</summary>
    public static bool TryParse(
        ReadOnlySpan<char> span,
        [NotNullWhen(true)] out Address? address,
        out ReadOnlySpan<char> absolutUri)
    {
        address = null;
        absolutUri = default;
        var schemeEnd = span.IndexOf("://", StringComparison.Ordinal);
        if (schemeEnd <= 0 || !span.StartsWith("akka", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var authority = span[(schemeEnd + 3)..];
        var pathStart = authority.IndexOf('/');
        absolutUri = pathStart < 0 ? "/" : authority[pathStart..];
        authority = pathStart < 0 ? authority : authority[..pathStart];
        if (authority.IsEmpty)
        {
            return false;
        }

        var protocol = span[..schemeEnd].ToString().ToLowerInvariant();
        var at = authority.IndexOf('@');
        if (at < 0)
        {
            address = new Address(protocol, authority.ToString());
            return true;
        }

        var system = authority[..at];
        var hostPort = authority[(at + 1)..];

        // The last colon outside brackets: an IPv6 host holds colons of its own.
        var colon = hostPort.LastIndexOf(':');
        if (system.IsEmpty || colon <= hostPort.LastIndexOf(']') || colon == 0
            || !int.TryParse(hostPort[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port > ushort.MaxValue)
        {
            return false;
        }

        address = new Address(protocol, system.ToString(), hostPort[..colon].ToString(), port);
        return true;
    }

    public string HostPort() => ToString()[(Protocol.Length + 3)..];

    public Address WithProtocol(string protocol) => new(protocol, System, Host, Port);

    public Address WithSystem(string system) => new(Protocol, system, Host, Port);

    public Address WithHost(string? host = null) => new(Protocol, System, host, Port);

    public Address WithPort(int? port = null) => new(Protocol, System, Host, port);

    public object Clone() => new Address(Protocol, System, Host, Port);

    public int CompareTo(Address? other)
    {
        if (other is null)
        {
            return 1;
        }

        var order = string.CompareOrdinal(Protocol, other.Protocol);
        order = order != 0 ? order : string.CompareOrdinal(System, other.System);
        order = order != 0 ? order : string.CompareOrdinal(Host ?? "", other.Host ?? "");
        return order != 0 ? order : (Port ?? 0).CompareTo(other.Port ?? 0);
    }

    int IComparable.CompareTo(object? obj) => obj switch
    {
        null => 1,
        Address address => CompareTo(address),
        _ => throw new ArgumentException($"An address compares with addresses only, not with {obj.GetType()}.", nameof(obj)),
    };

    public bool Equals(Address? other) => ReferenceEquals(this, other) || (other is not null
        && Port == other.Port
        && string.Equals(Host, other.Host, StringComparison.Ordinal)
        && string.Equals(System, other.System, StringComparison.Ordinal)
        && string.Equals(Protocol, other.Protocol, StringComparison.Ordinal));

    public override bool Equals(object? obj) => Equals(obj as Address);

    public override int GetHashCode() => HashCode.Combine(Host, Port, System, Protocol);

    public override string ToString() => _text ??= HasLocalScope
        ? $"{Protocol}://{System}"
        : Port is null ? $"{Protocol}://{System}@{Host}" : $"{Protocol}://{System}@{Host}:{Port}";

    public ISurrogate ToSurrogate(ActorSystem system) =>
        new AddressSurrogate { Protocol = Protocol, System = System, Host = Host, Port = Port };

    public sealed class AddressSurrogate : ISurrogate
    {
        public string Protocol { get; set; } = "";

        public string System { get; set; } = "";

        public string Host { get; set; } = null!;

        public int? Port { get; set; }

        public ISurrogated FromSurrogate(ActorSystem system) => new Address(Protocol, System, Host, Port);
    }
}
