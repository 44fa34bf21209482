namespace ActorQueue.Cli.Doctor;

/// <summary>How one check ended.</summary>
/// <param name="Finding">What was found, in a few words.</param>
/// <param name="Advice">What to do about it; null when nothing need be done.</param>
internal sealed record CheckResult(bool IsPassed, string Finding, string? Advice = null)
{
    public static CheckResult Pass(string finding) => new(true, finding);

    public static CheckResult Fail(string finding, string advice) => new(false, finding, advice);
}

/// <summary>One thing that must hold before files can be analysed.</summary>
internal sealed record Check(string Name, Func<CancellationToken, Task<CheckResult>> RunAsync);
