using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ActorQueue.Architecture.Tests;

/// <summary>One concept per file, named for what it is, in a tree whose top stays small.</summary>
public sealed partial class SourceLayoutTests
{
    private const int MaxLines = 400;

    private static readonly string[] EmptyNames =
    [
        "Util", "Utils", "Utility", "Utilities", "Helper", "Helpers", "Common", "Misc", "Shared", "Manager", "Managers", "Base",
    ];

    private static readonly string[] TopLevel =
    [
        "src", "tests", "hocon", "cluster", "ActorQueue.sln", "README.md", ".ci",
        "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json",
        ".editorconfig", ".gitattributes", ".gitignore",
    ];

    public static TheoryData<string> Projects => new(ProjectFile.Product.Select(project => project.Name));

    [Fact]
    public void No_product_file_is_longer_than_400_lines() =>
        ProductFiles().Where(path => path.EndsWith(".cs", StringComparison.Ordinal))
            .Select(path => (path, Lines: File.ReadLines(Path.Combine(Repository.Root, path)).Count()))
            .Where(file => file.Lines > MaxLines)
            .ShouldBeEmpty();

    [Fact]
    public void No_folder_or_file_has_a_name_that_says_nothing() =>
        ProductFiles().Where(path => path.Split('/').Any(part => SaysNothing(Path.GetFileNameWithoutExtension(part))))
            .ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_type_has_a_name_that_says_nothing(string project) =>
        AssemblyFile.Read(ProjectFile.Of(project).AssemblyName).DefinedTypes.Where(SaysNothing).ShouldBeEmpty();

    [Fact]
    public void The_top_level_holds_only_what_belongs_there() =>
        TopLevelNames().Except(TopLevel, StringComparer.Ordinal).ShouldBeEmpty();

    [Theory]
    [InlineData("TaskManager", true)]
    [InlineData("Utils", true)]
    [InlineData("IHelper", true)]
    [InlineData("ResultBase`1", true)]
    [InlineData("Database", false)]
    [InlineData("BaseDelay", false)]
    [InlineData("QueueSupervisor", false)]
    public void A_name_says_nothing_when_its_noun_does(string name, bool saysNothing) => SaysNothing(name).ShouldBe(saysNothing);

    // The last word of a name is its noun; an empty one before it may still qualify (BaseDelay).
    private static bool SaysNothing(string name) =>
        LastWord().Match(name) is { Success: true } noun && EmptyNames.Contains(noun.Value, StringComparer.Ordinal);

    [GeneratedRegex(@"[A-Z][a-z]+(?=(`\d+)?$)")]
    private static partial Regex LastWord();

    private static IEnumerable<string> ProductFiles() => ProjectFile.Product
        .SelectMany(project => Directory.GetFiles(Path.Combine(Repository.Root, "src", project.Name), "*", SearchOption.AllDirectories))
        .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
        .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"));

    // A checkout may hold a user's own data beside the project, so what counts is what git tracks; an export has no such.
    private static IEnumerable<string> TopLevelNames() => Path.Exists(Path.Combine(Repository.Root, ".git"))
        ? TrackedFiles().Select(path => path.Split('/')[0]).Distinct(StringComparer.Ordinal)
        : Directory.GetFileSystemEntries(Repository.Root).Select(path => Path.GetFileName(path));

    private static string[] TrackedFiles()
    {
        // safe.directory: the checkout may belong to another user than the one who runs the tests.
        using var git = Process.Start(new ProcessStartInfo("git", ["-c", "safe.directory=*", "ls-files"])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var paths = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        git.ExitCode.ShouldBe(0, "git ls-files failed");
        return paths;
    }
}
