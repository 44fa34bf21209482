using ActorQueue.Samples;

// dotnet run --project src/samples/ActorQueue.Samples -- NAME
(string Name, string What, Func<TextWriter, Task> RunAsync)[] samples =
[
    ("basic", "submit files, follow their progress, read the results", BasicUse.RunAsync),
    ("priorities", "important work first, also when it was submitted last", Priorities.RunAsync),
    ("dependencies", "a task that waits for others, and one that runs when one of them fails", Dependencies.RunAsync),
    ("resources", "tasks that say what they need, and why one of them waits", Resources.RunAsync),
    ("pipeline", "files through two steps each, then one summary of all", Pipeline.RunAsync),
    ("retries", "fixed, exponential and listed delays; what is not worth a retry", RetryPolicies.RunAsync),
    ("batch", "many tasks in one commit, counted together, with a callback at the end", BatchSubmit.RunAsync),
    ("status", "where a task stands, what waits, and the queue's numbers", StatusOfTasks.RunAsync),
];

var sample = samples.FirstOrDefault(candidate => args is [var name] && candidate.Name == name);
if (sample.RunAsync is null)
{
    await Console.Error.WriteLineAsync("Name one of the samples:");
    foreach (var (name, what, _) in samples)
    {
        await Console.Error.WriteLineAsync($"  {name,-14}{what}");
    }

    return 2;
}

await sample.RunAsync(Console.Out);
return 0;
