namespace ActorQueue.Architecture.Tests;

/// <summary>References only point down: Contracts ← Core ← ActorQueue ← Node ← Cli; Client → Contracts; Audio stands alone.</summary>
public sealed class LayerTests
{
    private static readonly Dictionary<string, string[]> Below = new(StringComparer.Ordinal)
    {
        ["ActorQueue.Contracts"] = [],
        ["ActorQueue.Core"] = ["ActorQueue.Contracts"],
        ["ActorQueue.Audio"] = [],
        ["ActorQueue.Client"] = ["ActorQueue.Contracts"],
        ["ActorQueue"] = ["ActorQueue.Contracts", "ActorQueue.Core"],
        // The two programs join the queue with the audio work; only here do they meet.
        ["ActorQueue.Node"] = ["ActorQueue.Contracts", "ActorQueue.Core", "ActorQueue", "ActorQueue.Audio"],
        ["ActorQueue.Cli"] =
        [
            "ActorQueue.Contracts", "ActorQueue.Core", "ActorQueue", "ActorQueue.Audio", "ActorQueue.Client", "ActorQueue.Node",
        ],
    };

    public static TheoryData<string> Projects => new(ProjectFile.Product.Select(project => project.Name));

    public static TheoryData<string> StandIns => new(
        Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(name => !name.EndsWith(".Tests", StringComparison.Ordinal) && IsStandIn(name)));

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_lies_below_it(string project)
    {
        var file = ProjectFile.Of(project);
        Below.ShouldContainKey(project, "a new project takes its place in the table of layers first");

        file.ProjectReferences.Except(Below[project], StringComparer.Ordinal).ShouldBeEmpty();
        ProductReferences(file.AssemblyName).Except(Below[project], StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ActorQueue.Contracts")]
    [InlineData("ActorQueue.Core")]
    public void Contracts_and_core_know_no_actors_and_no_storage(string project) =>
        AssemblyFile.Read(project).AssemblyReferences.Where(name =>
            IsStandIn(name) || name is "Dapper" or "Npgsql" || name.StartsWith("Microsoft.Data.", StringComparison.Ordinal)
            || name.StartsWith("SQLitePCLRaw.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
            || name.StartsWith("System.Net.", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void Audio_knows_no_actors() =>
        AssemblyFile.Read("ActorQueue.Audio").AssemblyReferences
            .Where(name => name == "Akka" || name.StartsWith("Akka.", StringComparison.Ordinal)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(StandIns))]
    public void A_stand_in_knows_nothing_of_the_product(string standIn) => ProductReferences(standIn).ShouldBeEmpty();

    [Fact]
    public void References_are_found_where_there_are_some()
    {
        AssemblyFile.Read("ActorQueue.Architecture.Tests").AssemblyReferences.ShouldContain("Shouldly");
        ProjectFile.Of("ActorQueue.Core").ProjectReferences.ShouldBe(["ActorQueue.Contracts"]);
    }

    private static IEnumerable<string> ProductReferences(string assembly) =>
        ProjectFile.Product.Where(project => AssemblyFile.Read(assembly).AssemblyReferences.Contains(project.AssemblyName))
            .Select(project => project.Name);

    private static bool IsStandIn(string assembly) =>
        assembly == "Akka" || assembly.StartsWith("Akka.", StringComparison.Ordinal)
        || assembly.StartsWith("NAudio.", StringComparison.Ordinal);
}
