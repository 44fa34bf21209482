using System.Reflection;

namespace Compat.Surface.Tests;

/// <summary>
/// The public and protected surface of an assembly, one line per type or member, in the form that official-api/README.md
/// describes. Members that the compiler adds (default constructors, a record's clone and operators) are part of it.
/// </summary>
internal static class SurfaceListing
{
    private const BindingFlags DeclaredMembers = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IReadOnlyCollection<string> Of(Assembly assembly) => Of(assembly.GetTypes());

    public static IReadOnlyCollection<string> Of(params IEnumerable<Type> types) =>
        new SortedSet<string>(types.Where(IsOpen).SelectMany(Lines), StringComparer.Ordinal);

    private static IEnumerable<string> Lines(Type type) =>
        typeof(Delegate).IsAssignableFrom(type)
            ? [TypeLine(type), .. type.GetMethod("Invoke") is { } invoke ? [MethodLine(type, invoke)] : Array.Empty<string>()]
            : type.GetMembers(DeclaredMembers).Select(member => MemberLine(type, member)).OfType<string>()
                .Prepend(TypeLine(type));

    private static string TypeLine(Type type)
    {
        var parents = type.GetInterfaces().Where(parent => parent.IsVisible).Select(TypeName.Of)
            .Order(StringComparer.Ordinal).ToList();
        if (type is { IsClass: true, BaseType: { } baseType } && baseType != typeof(object)
            && !typeof(Delegate).IsAssignableFrom(type))
        {
            parents.Insert(0, TypeName.Of(baseType));
        }

        return $"T {Kind(type)} {TypeName.Of(type)}{(parents.Count == 0 ? "" : " : " + string.Join(", ", parents))}";
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string? MemberLine(Type type, MemberInfo member) => member switch
    {
        ConstructorInfo { IsStatic: false } constructor when IsOpen(constructor) =>
            $"M {TypeName.Of(type)}.ctor({Parameters(constructor)}){Access(constructor)}",
        MethodInfo method when IsOpen(method) && IsListed(method) => MethodLine(type, method),
        PropertyInfo property when IsOpen(property.GetMethod) || IsOpen(property.SetMethod) => PropertyLine(type, property),
        FieldInfo field when field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly => FieldLine(type, field),
        EventInfo @event when IsOpen(@event.AddMethod) =>
            $"E {TypeName.Of(type)}.{@event.Name} : {TypeName.Of(@event.EventHandlerType!)}",
        _ => null,
    };

    // Accessors are told by their property or event; operators are the special names that callers write.
    private static bool IsListed(MethodInfo method) =>
        !method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static string MethodLine(Type type, MethodInfo method)
    {
        var arity = method.IsGenericMethodDefinition ? "``" + method.GetGenericArguments().Length : "";
        var dispatch = method.IsAbstract ? " abstract" : method is { IsVirtual: true, IsFinal: false } ? " virtual" : "";
        return $"M {TypeName.Of(type)}.{method.Name}{arity}({Parameters(method)}) : {TypeName.Of(method.ReturnType)}"
            + $"{(method.IsStatic ? " static" : "")}{dispatch}{Access(method)}";
    }

    private static string PropertyLine(Type type, PropertyInfo property)
    {
        var index = property.GetIndexParameters().Select(parameter => TypeName.Of(parameter.ParameterType)).ToList();
        var accessors = (IsOpen(property.GetMethod) ? "get;" : "") + (IsOpen(property.SetMethod) ? "set;" : "");
        var isStatic = (property.GetMethod ?? property.SetMethod!).IsStatic;
        return $"P {TypeName.Of(type)}.{property.Name}{(index.Count == 0 ? "" : $"({string.Join(',', index)})")}"
            + $" : {TypeName.Of(property.PropertyType)} {{{accessors}}}{(isStatic ? " static" : "")}";
    }

    private static string? FieldLine(Type type, FieldInfo field)
    {
        if (!type.IsEnum)
        {
            return $"F {TypeName.Of(type)}.{field.Name} : {TypeName.Of(field.FieldType)}{(field.IsStatic ? " static" : "")}";
        }

        // The instance field of an enum is the storage that the compiler gives it.
        return field.IsStatic ? $"V {TypeName.Of(type)}.{field.Name} = {Convert.ToInt64(field.GetRawConstantValue())}" : null;
    }

    private static string Parameters(MethodBase method) => string.Join(',', method.GetParameters().Select(parameter =>
        (parameter.IsOut ? "out " : "") + TypeName.Of(parameter.ParameterType)
        + (parameter.IsDefined(typeof(ParamArrayAttribute)) ? " params" : "") + (parameter.IsOptional ? "?" : "")));

    private static bool IsOpen(Type type) => type.IsNested
        ? (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsOpen(type.DeclaringType!)
        : type.IsPublic;

    private static bool IsOpen(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    private static string Access(MethodBase method) => method.IsPublic ? "" : " protected";
}
