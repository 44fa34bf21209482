using ActorQueue.Benchmarks;

(string Name, string What, Func<TextWriter, Task> RunAsync)[] areas =
[
    ("runtime", "messages and actors a second of the actor runtime, beside the official one's", RuntimeBenchmarks.RunAsync),
    ("queue", "durable tasks a second end to end, beside a bare loop that journals the same events", QueueBenchmarks.RunAsync),
    ("admission", "what it costs to decide which task starts next, with kinds, keys and needs", AdmissionBenchmarks.RunAsync),
    ("audio", "audio seconds analysed and decoded per second of processor time", AudioBenchmarks.RunAsync),
    ("fft", "one 2048-point power spectrum, beside MathNet's", FftBenchmarks.RunAsync),
];

if (args.Length == 0 || args.Any(argument => argument is "-h" or "--help"))
{
    WriteUsage(Console.Out);
    return 0;
}

var unknown = args.Where(argument => argument != "all" && areas.All(area => area.Name != argument)).ToArray();
if (unknown.Length > 0)
{
    Console.Error.WriteLine($"No such benchmarks: {string.Join(", ", unknown)}");
    WriteUsage(Console.Error);
    return 2;
}

Console.WriteLine(Machine.Describe());
foreach (var area in areas.Where(area => args.Contains("all") || args.Contains(area.Name)))
{
    await area.RunAsync(Console.Out);
}

return 0;

void WriteUsage(TextWriter output)
{
    output.WriteLine("dotnet run -c Release --project tests/ActorQueue.Benchmarks -- all | NAME...");
    foreach (var (name, what, _) in areas)
    {
        output.WriteLine($"  {name,-9} {what}");
    }
}
