using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Akka.Util;

namespace Akka.Actor;

/// <summary>
/// The place of an actor in the tree. Two paths are equal when address and names are; the uid tells incarnations
/// apart and only references compare it.
/// </summary>
public abstract class ActorPath : IEquatable<ActorPath>, IComparable<ActorPath>, ISurrogated
{
    public static readonly string ValidSymbols = "\"-_.*$+:@&=,!~';()";

    private readonly ActorPath? _parent;
    private readonly Address _address;
    private int _hash;

    protected ActorPath(Address address, string name)
    {
        _address = address;
        Name = name;
    }

    protected ActorPath(ActorPath parentPath, string name, long uid)
    {
        _parent = parentPath;
        _address = parentPath._address;
        Depth = parentPath.Depth + 1;
        Name = name;
        Uid = uid;
    }

    public Address Address => _address;

    public string Name { get; }

    public long Uid { get; }

    public int Depth { get; }

    public ActorPath Parent => _parent!;

    public ActorPath Root => ParentOf(0);

    /// <summary>The names from the root's child down to this path's own.</summary>
    public IReadOnlyList<string> Elements
    {
        get
        {
            var elements = new string[Depth];
            var path = this;
            for (var i = Depth - 1; i >= 0; i--)
            {
                elements[i] = path.Name;
                path = path._parent!;
            }

            return elements;
        }
    }

    public static ActorPath operator /(ActorPath path, string name) => new ChildActorPath(path, name, 0);

    public static ActorPath operator /(ActorPath path, IEnumerable<string> name)
    {
        var result = path;
        foreach (var element in name)
        {
            if (element.Length > 0)
            {
                result /= element;
            }
        }

        return result;
    }

    public static bool operator ==(ActorPath? left, ActorPath? right) => Equals(left, right);

    public static bool operator !=(ActorPath? left, ActorPath? right) => !Equals(left, right);

    public static bool IsValidPathElement(string s)
    {
        if (string.IsNullOrEmpty(s) || s[0] == '$')
        {
            return false;
        }

        for (var i = 0; i < s.Length; i++)
        {
            var c = s[i];
            var isPercentEncoded = c == '%' && i + 2 < s.Length
                && char.IsAsciiHexDigit(s[i + 1]) && char.IsAsciiHexDigit(s[i + 2]);
            if (isPercentEncoded)
            {
                i += 2;
            }
            else if (!char.IsAsciiLetterOrDigit(c) && !ValidSymbols.Contains(c))
            {
                return false;
            }
        }

        return true;
    }

    public static string FormatPathElements(IEnumerable<string> pathElements) => "/" + string.Join('/', pathElements);

    public static ActorPath Parse(string path) =>
        TryParse(path, out var parsed)
            ? parsed
            : throw new UriFormatException($"'{path}' is not an actor path of the form akka://system/user/name.");

    public static bool TryParse(string path, [NotNullWhen(true)] out ActorPath? actorPath)
    {
        actorPath = null;
        return Address.TryParse(path.AsSpan(), out var address, out var rest)
            && TryParse(new RootActorPath(address), rest, out actorPath);
    }

    public static bool TryParse(ActorPath basePath, string absoluteUri, [NotNullWhen(true)] out ActorPath? actorPath) =>
        TryParse(basePath, absoluteUri.AsSpan(), out actorPath);

    public static bool TryParse(
        ActorPath basePath,
        ReadOnlySpan<char> absoluteUri,
        [NotNullWhen(true)] out ActorPath? actorPath)
    {
        actorPath = basePath;
        long uid = 0;
        var hash = absoluteUri.LastIndexOf('#');
        if (hash >= 0)
        {
            if (!long.TryParse(absoluteUri[(hash + 1)..], NumberStyles.Integer, CultureInfo.InvariantCulture, out uid))
            {
                actorPath = null;
                return false;
            }

            absoluteUri = absoluteUri[..hash];
        }

        foreach (var range in absoluteUri.Split('/'))
        {
            var element = absoluteUri[range];
            if (!element.IsEmpty)
            {
                actorPath = new ChildActorPath(actorPath, element.ToString(), 0);
            }
        }

        if (uid != 0)
        {
            actorPath = actorPath.WithUid(uid);
        }

        return true;
    }

    public static bool TryParseAddress(string path, [NotNullWhen(true)] out Address? address) =>
        Address.TryParse(path, out address);

    public ActorPath Child(string childName) => this / childName;

    /// <summary>The ancestor at <paramref name="depth"/>, counted from the root (0), or from here when negative.</summary>
    public ActorPath ParentOf(int depth)
    {
        var target = depth < 0 ? Depth + depth : depth;
        var path = this;
        while (path.Depth > target && path._parent is not null)
        {
            path = path._parent;
        }

        return path;
    }

    public ActorPath WithUid(long uid) =>
        uid == Uid || _parent is null ? this : new ChildActorPath(_parent, Name, uid);

    public string ToStringWithoutAddress() => AppendElements(new StringBuilder()).ToString();

    public override string ToString() => ToStringWithAddress();

    public string ToStringWithAddress() => ToStringWithAddress(_address);

    public string ToStringWithAddress(Address address)
    {
        // An address that reaches this system from outside wins over the one the caller would have filled in.
        var shown = _address.HasGlobalScope ? _address : address;
        return AppendElements(new StringBuilder(shown.ToString())).ToString();
    }

    public string ToStringWithUid() => WithUidSuffix(ToStringWithAddress());

    public string ToSerializationFormat() => WithUidSuffix(ToStringWithAddress());

    public string ToSerializationFormatWithAddress(Address address) => WithUidSuffix(ToStringWithAddress(address));

    public bool Equals(ActorPath? other)
    {
        if (other is null || Depth != other.Depth)
        {
            return false;
        }

        ActorPath? a = this;
        ActorPath? b = other;
        while (!ReferenceEquals(a, b))
        {
            if (a is null || b is null || !string.Equals(a.Name, b.Name, StringComparison.Ordinal))
            {
                return false;
            }

            if (a._parent is null && b._parent is null)
            {
                return a._address.Equals(b._address);
            }

            a = a._parent;
            b = b._parent;
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as ActorPath);

    public override int GetHashCode()
    {
        if (_hash == 0)
        {
            var hash = _parent is null
                ? HashCode.Combine(_address, Name)
                : HashCode.Combine(_parent.GetHashCode(), Name);
            _hash = hash == 0 ? 1 : hash;
        }

        return _hash;
    }

    public int CompareTo(ActorPath? other)
    {
        if (other is null)
        {
            return 1;
        }

        if (Equals(other))
        {
            return 0;
        }

        var order = string.CompareOrdinal(ToStringWithoutAddress(), other.ToStringWithoutAddress());
        return order != 0 ? order : _address.CompareTo(other._address);
    }

    public ISurrogate ToSurrogate(ActorSystem system) => new Surrogate(ToSerializationFormat());

    private string WithUidSuffix(string text) => Uid == 0 ? text : text + "#" + Uid.ToString(CultureInfo.InvariantCulture);

    private StringBuilder AppendElements(StringBuilder text)
    {
        if (_parent is null)
        {
            return text.Append(Name);
        }

        foreach (var element in Elements)
        {
            text.Append('/').Append(element);
        }

        return text;
    }

    public sealed class Surrogate : ISurrogate, IEquatable<Surrogate>, IEquatable<ActorPath>
    {
        public Surrogate(string path) => Path = path;

        public string Path { get; }

        public ISurrogated FromSurrogate(ActorSystem system) => Parse(Path);

        public bool Equals(Surrogate? other) =>
            other is not null && string.Equals(Path, other.Path, StringComparison.Ordinal);

        public bool Equals(ActorPath? other) => other is not null && other.Equals(Parse(Path));

        public override bool Equals(object? obj) => obj switch
        {
            Surrogate surrogate => Equals(surrogate),
            ActorPath path => Equals(path),
            _ => false,
        };

        public override int GetHashCode() => Path.GetHashCode(StringComparison.Ordinal);
    }
}

public sealed class RootActorPath : ActorPath
{
    public RootActorPath(Address address, string? name = "")
        : base(address, string.IsNullOrEmpty(name) ? "/" : name)
    {
    }
}

public sealed class ChildActorPath : ActorPath
{
    public ChildActorPath(ActorPath parentPath, string name, long uid)
        : base(parentPath, name, uid)
    {
    }
}

public static class RelativeActorPath
{
    /// <summary>The elements of a relative or absolute path without address, or null when it is not one.</summary>
    public static IEnumerable<string>? Unapply(string addr) =>
        Uri.TryCreate(addr, UriKind.Relative, out _) && addr.IndexOf('#', StringComparison.Ordinal) is var hash
            ? (hash < 0 ? addr : addr[..hash]).Split('/')
            : null;
}
