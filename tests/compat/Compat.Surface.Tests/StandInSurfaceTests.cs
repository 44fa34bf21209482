using System.Reflection;

namespace Compat.Surface.Tests;

/// <summary>
/// Whatever compiles against a stand-in compiles against the official package. With OfficialPackages=true the assemblies
/// are the official ones, and the comparison holds by itself.
/// </summary>
public sealed class StandInSurfaceTests
{
    private static string ListingFolder => Path.Combine(AppContext.BaseDirectory, "official-api");

    private static IEnumerable<string> Listed =>
        Directory.GetFiles(ListingFolder, "*.txt").Select(path => Path.GetFileNameWithoutExtension(path));

    public static TheoryData<string> Assemblies => new(Listed.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void A_stand_in_has_no_public_member_that_the_official_package_lacks(string assembly)
    {
        var official = File.ReadAllLines(Path.Combine(ListingFolder, assembly + ".txt"));

        var foreign = SurfaceComparison.Foreign(SurfaceListing.Of(Assembly.Load(assembly)), official);

        foreign.ShouldBeEmpty($"{assembly}: {foreign.Count} lines that the official package lacks:\n{string.Join('\n', foreign)}\n");
    }

    [Fact]
    public void Every_stand_in_has_an_official_listing_to_be_compared_with()
    {
        var standIns = Directory.GetDirectories(Path.Combine(Repository.Root, "src", "compat"))
            .Select(path => Path.GetFileName(path));

        standIns.ShouldBe(Listed, ignoreOrder: true);
    }
}
