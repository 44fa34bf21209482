using System.Xml.Linq;

namespace Compat.Surface.Tests;

/// <summary>
/// One switch chooses between the stand-ins and the official packages. It holds only while every project outside
/// src/compat names them by CompatReference; a direct reference would bring both into one build.
/// </summary>
public sealed class CompatReferenceTests
{
    private static readonly string CompatFolder = Path.Combine(Repository.Root, "src", "compat") + Path.DirectorySeparatorChar;

    public static TheoryData<string> Projects => new(
        new[] { "src", "tests" }
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.csproj", SearchOption.AllDirectories))
            .Where(path => !path.StartsWith(CompatFolder, StringComparison.Ordinal))
            .Select(path => Path.GetRelativePath(Repository.Root, path))
            .Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_reaches_Akka_and_NAudio_by_CompatReference_only(string project)
    {
        var path = Path.Combine(Repository.Root, project);

        DirectReferences(path, XDocument.Load(path)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_CompatReference_names_a_stand_in_and_has_an_official_version(string project)
    {
        var versions = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props"))
            .Descendants("PackageVersion").Select(Include).ToList();

        foreach (var package in XDocument.Load(Path.Combine(Repository.Root, project)).Descendants("CompatReference").Select(Include))
        {
            File.Exists(Path.Combine(CompatFolder, package, package + ".csproj")).ShouldBeTrue($"{package} has no stand-in");
            versions.ShouldContain(package);
        }
    }

    [Theory]
    [InlineData("<PackageReference Include='Akka.Persistence' />", "Akka.Persistence")]
    [InlineData("<PackageReference Include='NAudio.Core' Version='3.0.1' />", "NAudio.Core")]
    [InlineData("<ProjectReference Include='../compat/Akka/Akka.csproj' />", "../compat/Akka/Akka.csproj")]
    [InlineData("<Reference Include='Akka' />", "Akka")]
    public void A_direct_reference_is_found(string reference, string found) =>
        DirectReferences(Path.Combine(Repository.Root, "src", "Planted", "Planted.csproj"),
            XDocument.Parse($"<Project><ItemGroup>{reference}<PackageReference Include='Dapper' /></ItemGroup></Project>"))
            .ShouldBe([found]);

    private static List<string> DirectReferences(string path, XDocument project) =>
        project.Descendants().Where(element => element.Name.LocalName switch
        {
            "PackageReference" or "Reference" => IsStandIn(Include(element)),
            "ProjectReference" => Path.GetFullPath(Include(element).Replace('\\', '/'), Path.GetDirectoryName(path)!)
                .StartsWith(CompatFolder, StringComparison.Ordinal),
            _ => false,
        }).Select(Include).ToList();

    private static bool IsStandIn(string package) =>
        package is "Akka" or "NAudio" || package.StartsWith("Akka.", StringComparison.Ordinal)
        || package.StartsWith("NAudio.", StringComparison.Ordinal);

    private static string Include(XElement element) => element.Attribute("Include")?.Value ?? "";
}
