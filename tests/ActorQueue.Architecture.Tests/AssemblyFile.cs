using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace ActorQueue.Architecture.Tests;

/// <summary>
/// What an assembly refers to, read from its metadata: nothing is loaded, and what only a method body uses is there too.
/// </summary>
internal sealed class AssemblyFile
{
    private AssemblyFile(MetadataReader metadata)
    {
        AssemblyReferences = metadata.AssemblyReferences
            .Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)).ToHashSet(StringComparer.Ordinal);
        TypeReferences = metadata.TypeReferences.Select(handle => Name(metadata, handle)).ToHashSet(StringComparer.Ordinal);
        MemberReferences = metadata.MemberReferences.Select(metadata.GetMemberReference)
            .Where(member => member.Parent.Kind == HandleKind.TypeReference)
            .Select(member => Name(metadata, (TypeReferenceHandle)member.Parent) + "." + metadata.GetString(member.Name))
            .ToHashSet(StringComparer.Ordinal);
        DefinedTypes = metadata.TypeDefinitions.Select(metadata.GetTypeDefinition)
            .Select(type => metadata.GetString(type.Name)).Where(IsWritten).ToHashSet(StringComparer.Ordinal);
    }

    public IReadOnlySet<string> AssemblyReferences { get; }

    /// <summary>Full names of types of other assemblies.</summary>
    public IReadOnlySet<string> TypeReferences { get; }

    /// <summary>Members of other assemblies' types as <c>Namespace.Type.member</c>; a property is its accessors.</summary>
    public IReadOnlySet<string> MemberReferences { get; }

    /// <summary>Simple names, without generic arity, of the types that the source declares.</summary>
    public IReadOnlySet<string> DefinedTypes { get; }

    public static AssemblyFile Read(string assemblyName)
    {
        var path = Path.Combine(AppContext.BaseDirectory, assemblyName + ".dll");
        File.Exists(path).ShouldBeTrue($"{assemblyName}.dll is not in the output folder: let this test project reference it");
        using var image = new PEReader(File.OpenRead(path));
        return new AssemblyFile(image.GetMetadataReader());
    }

    private static string Name(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        var scope = type.ResolutionScope.Kind == HandleKind.TypeReference
            ? Name(metadata, (TypeReferenceHandle)type.ResolutionScope)
            : metadata.GetString(type.Namespace);
        return scope.Length == 0 ? metadata.GetString(type.Name) : scope + "." + metadata.GetString(type.Name);
    }

    // Names that C# cannot spell are the compiler's.
    private static bool IsWritten(string typeName) => !typeName.Contains('<', StringComparison.Ordinal);
}
