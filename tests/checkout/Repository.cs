namespace Checkout;

/// <summary>The checkout that a test was built from; linked into the tests that read the tree itself.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo? folder) =>
        folder is null ? throw new DirectoryNotFoundException("No ActorQueue.sln above the test's output folder.")
        : File.Exists(Path.Combine(folder.FullName, "ActorQueue.sln")) ? folder.FullName
        : Find(folder.Parent);
}
