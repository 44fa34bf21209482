namespace ActorQueue.Architecture.Tests;

/// <summary>
/// The core is a pure state machine, so a replay of its events gives the state that was: files, clock, chance and threads
/// stay outside, and what the core needs of them comes in as data.
/// </summary>
public sealed class PurityTests
{
    private static readonly string[] Files =
    [
        "System.IO.Directory", "System.IO.DirectoryInfo", "System.IO.DriveInfo", "System.IO.File", "System.IO.FileInfo",
        "System.IO.FileStream", "System.IO.FileSystemWatcher", "System.IO.RandomAccess", "System.IO.StreamReader",
        "System.IO.StreamWriter", "System.IO.MemoryMappedFiles.MemoryMappedFile", "System.Diagnostics.Process",
    ];

    private static readonly string[] Clock =
    [
        "System.TimeProvider.get_System", "System.Diagnostics.Stopwatch", "System.Threading.Timer", "System.Threading.PeriodicTimer",
        "System.DateTime.get_Now", "System.DateTime.get_Today", "System.DateTime.get_UtcNow",
        "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
        "System.Environment.get_TickCount", "System.Environment.get_TickCount64",
        "System.Threading.Tasks.Task.Delay", "System.Threading.Thread.Sleep",
    ];

    private static readonly string[] Chance =
    [
        "System.Random", "System.Guid.NewGuid", "System.Guid.CreateVersion7",
        "System.Security.Cryptography.RandomNumberGenerator",
    ];

    // A new task id carries the time, so its factory takes an injected TimeProvider; reading the ambient clock is another matter.
    [Fact]
    public void Contracts_touch_neither_files_nor_the_ambient_clock() => Uses("ActorQueue.Contracts", [.. Files, .. Clock]).ShouldBeEmpty();

    [Fact]
    public void The_core_touches_neither_files_nor_any_clock_nor_chance() =>
        Uses("ActorQueue.Core", ["System.TimeProvider", .. Files, .. Clock, .. Chance]).ShouldBeEmpty();

    [Fact]
    public void Each_use_is_found() =>
        Uses("ActorQueue.Architecture.Tests", ["System.IO.FileStream", "System.TimeProvider", "System.DateTime.get_UtcNow",
            "System.Random", "System.Guid.NewGuid", "System.Threading.PeriodicTimer"])
            .ShouldBe(["System.IO.FileStream", "System.TimeProvider", "System.DateTime.get_UtcNow", "System.Random", "System.Guid.NewGuid"]);

    private static IEnumerable<string> Uses(string assembly, string[] forbidden)
    {
        var file = AssemblyFile.Read(assembly);
        return forbidden.Where(name => file.TypeReferences.Contains(name) || file.MemberReferences.Contains(name));
    }

    /// <summary>Never run: it plants one use of each kind in this assembly's metadata for the test above.</summary>
    private static object Planted(TimeProvider clock, FileStream file) =>
        (DateTime.UtcNow, Guid.NewGuid(), Random.Shared.Next(), clock.GetUtcNow(), file.Name);
}
