using System.Text.RegularExpressions;

namespace ActorQueue.Architecture.Tests;

/// <summary>The table of features in src/README.md names tests and files that are there: a table that nothing holds soon tells of what has been.</summary>
public sealed partial class FeatureTableTests
{
    private const string Heading = "## Every feature";

    private static readonly string[] Rows = ReadRows();

    private static readonly Dictionary<string, string> Tests = FilesByName("tests", "*Tests.cs");

    private static readonly Dictionary<string, string> Sources = FilesByName("src", "*.cs");

    [Fact]
    public void Every_feature_has_a_test() => Rows.Where(row => !TestsOf(row).Any()).ShouldBeEmpty();

    [Fact]
    public void Every_test_that_is_named_exists() => Rows
        .SelectMany(TestsOf)
        .Where(test => !Tests.TryGetValue(test.Class, out var file) || (test.Method.Length > 0 && !File.ReadAllText(file).Contains(test.Method, StringComparison.Ordinal)))
        .ShouldBeEmpty();

    [Fact]
    public void Every_file_that_is_named_exists() => Rows
        .SelectMany(row => SourceFile().Matches(Column(row, 3)).Select(match => match.Groups["name"].Value))
        .Where(name => !Sources.ContainsKey(name))
        .ShouldBeEmpty();

    private static IEnumerable<(string Class, string Method)> TestsOf(string row) =>
        TestName().Matches(Column(row, 4)).Select(match => (match.Groups["class"].Value, match.Groups["method"].Value));

    private static string Column(string row, int number) => row.Split('|')[number];

    private static string[] ReadRows() =>
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "src", "README.md"))
            .SkipWhile(line => !line.StartsWith(Heading, StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Skip(2),
    ];

    private static Dictionary<string, string> FilesByName(string folder, string pattern)
    {
        Dictionary<string, string> files = new(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), pattern, SearchOption.AllDirectories))
        {
            files[Path.GetFileNameWithoutExtension(path)] = path;
        }

        return files;
    }

    [GeneratedRegex(@"`(?:\w+/)*(?<class>\w+Tests)(?:\.(?<method>\w+))?`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"`(?:[\w.]+/)*(?<name>[\w.]+)\.cs`")]
    private static partial Regex SourceFile();
}
