namespace ActorQueue.Cli.Doctor;

/// <summary>What a check came to.</summary>
internal enum CheckOutcome
{
    /// <summary>Something that the work needs is missing or broken.</summary>
    Failed,

    /// <summary>As it should be.</summary>
    Passed,

    /// <summary>Something that only widens what can be done is not there: no fault of this machine.</summary>
    Absent,
}

/// <summary>How one check ended.</summary>
/// <param name="Outcome">Whether all is well.</param>
/// <param name="Finding">What was found, in a few words.</param>
/// <param name="Advice">What to do about it; null when nothing need be done.</param>
internal sealed record CheckResult(CheckOutcome Outcome, string Finding, string? Advice = null)
{
    public bool IsPassed => Outcome == CheckOutcome.Passed;

    public static CheckResult Pass(string finding) => new(CheckOutcome.Passed, finding);

    public static CheckResult Fail(string finding, string advice) => new(CheckOutcome.Failed, finding, advice);

    public static CheckResult Absent(string finding, string advice) => new(CheckOutcome.Absent, finding, advice);
}

/// <summary>One thing that must hold before files can be analysed.</summary>
internal sealed record Check(string Name, Func<CancellationToken, Task<CheckResult>> RunAsync);
