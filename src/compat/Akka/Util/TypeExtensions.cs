using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Akka.Util;

public static partial class TypeExtensions
{
    private static readonly ConcurrentDictionary<Type, string> Names = new();

    public static bool Implements<T>(this Type type) => Implements(type, typeof(T));

    public static bool Implements(this Type type, Type moreGeneralType)
    {
        ArgumentNullException.ThrowIfNull(moreGeneralType);
        return moreGeneralType.IsAssignableFrom(type);
    }

    /// <summary>Name and assembly without version, culture and key: the manifest by which the other side finds the type.</summary>
    public static string TypeQualifiedName(this Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Names.GetOrAdd(type, static t => AssemblyDetails().Replace(t.AssemblyQualifiedName ?? t.Name, ""));
    }

    [GeneratedRegex(", (Version|Culture|PublicKeyToken)=[^,\\]]*", RegexOptions.CultureInvariant)]
    private static partial Regex AssemblyDetails();
}
