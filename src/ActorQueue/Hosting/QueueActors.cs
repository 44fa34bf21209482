namespace ActorQueue.Hosting;

/// <summary>Where the actors of a node's queues stand: those of the default queue under the names of their roles, those of another with its name behind.</summary>
internal static class QueueActors
{
    public const string Gateway = "gateway";
    public const string Queue = "queue";
    public const string Workers = "workers";
    public const string History = "history";
    public const string ProgressCalls = "progress-calls";

    private const string User = "/user/";

    private static readonly string[] Roles = [Gateway, Queue, Workers, History, ProgressCalls];

    /// <param name="role">What the actor does.</param>
    /// <param name="queue">For which queue; null: the default one.</param>
    public static string NameOf(string role, string? queue) => queue is null ? role : $"{role}-{queue}";

    /// <summary>The queue that an actor works for; null for the default one, and for actors of the node.</summary>
    /// <param name="path">The actor's path, as a log line has it.</param>
    public static string? QueueOf(string path)
    {
        var start = path.IndexOf(User, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        var name = path[(start + User.Length)..].Split('/', '#')[0];
        return Roles.FirstOrDefault(role => name.StartsWith(role + "-", StringComparison.Ordinal)) is { } role ? name[(role.Length + 1)..] : null;
    }
}
