using System.Xml.Linq;

namespace ActorQueue.Architecture.Tests;

/// <summary>A product project: a folder ActorQueue* of src with the project file of the same name.</summary>
internal sealed record ProjectFile(string Name, string AssemblyName, IReadOnlyList<string> ProjectReferences)
{
    public static IReadOnlyList<ProjectFile> Product { get; } =
        [.. Directory.GetDirectories(Path.Combine(Repository.Root, "src"), "ActorQueue*").Select(Read)];

    public static ProjectFile Of(string name) => Product.Single(project => project.Name == name);

    private static ProjectFile Read(string folder)
    {
        var name = Path.GetFileName(folder);
        var project = XDocument.Load(Path.Combine(folder, name + ".csproj"));
        return new ProjectFile(
            name,
            project.Descendants("AssemblyName").SingleOrDefault()?.Value ?? name,
            [.. project.Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))]);
    }
}
