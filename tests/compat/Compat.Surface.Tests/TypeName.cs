using System.Text;

namespace Compat.Surface.Tests;

/// <summary>
/// A type's name as the listings write it: <c>Namespace.Outer+Inner`1{argument}</c>, <c>!0</c> for a type parameter of the
/// type, <c>!!0</c> for one of the method, <c>&amp;</c> for by-reference.
/// </summary>
internal static class TypeName
{
    public static string Of(Type type)
    {
        if (type.HasElementType)
        {
            return Of(type.GetElementType()!) + Suffix(type);
        }

        if (type.IsGenericParameter)
        {
            return (type.DeclaringMethod is null ? "!" : "!!") + type.GenericParameterPosition;
        }

        var name = new StringBuilder(Scope(type)).Append(type.Name);
        if (type.IsGenericType && !type.IsGenericTypeDefinition)
        {
            name.Append('{').AppendJoin(',', type.GetGenericArguments().Select(Of)).Append('}');
        }

        return name.ToString();
    }

    private static string Suffix(Type type) =>
        type.IsByRef ? "&" : type.IsPointer ? "*" : "[" + new string(',', type.GetArrayRank() - 1) + "]";

    private static string Scope(Type type) =>
        type.IsNested ? Of(type.DeclaringType!) + "+" : type.Namespace is null ? "" : type.Namespace + ".";
}
