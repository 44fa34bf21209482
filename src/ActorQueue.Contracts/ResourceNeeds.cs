namespace ActorQueue.Contracts;

/// <summary>
/// What a task reserves of its worker while an attempt runs. It starts only where that much is free; what it declares
/// is believed, not measured.
/// </summary>
public sealed record ResourceNeeds
{
    /// <summary>The highest <see cref="CpuPercent"/>: a thousand cores.</summary>
    public const int MaxCpuPercent = 100_000;

    /// <summary>Processor time in percent of one core, 0 or more; 250 is two cores and a half.</summary>
    public int CpuPercent { get; init; }

    /// <summary>Bytes of memory, 0 or more.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Share of a worker's GPU in percent, 0 to 100.</summary>
    public int GpuPercent { get; init; }

    /// <summary>Whether it runs only where there is a GPU, also when it reserves no share of it.</summary>
    public bool RequiresGpu { get; init; }

    /// <summary>Whether nothing is needed.</summary>
    public bool IsNone => CpuPercent == 0 && MemoryBytes == 0 && GpuPercent == 0 && !RequiresGpu;

    /// <summary>Every problem with these numbers, each starting with the field's name; empty when they are sound.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        if (CpuPercent is < 0 or > MaxCpuPercent)
        {
            problems.Add($"cpuPercent: {CpuPercent} is not in the range 0 to {MaxCpuPercent}");
        }

        if (MemoryBytes < 0)
        {
            problems.Add($"memoryBytes: {MemoryBytes} is below 0");
        }

        if (GpuPercent is < 0 or > 100)
        {
            problems.Add($"gpuPercent: {GpuPercent} is not in the range 0 to 100");
        }

        return problems;
    }

    /// <summary>What is needed, in words.</summary>
    public override string ToString()
    {
        List<string> parts = [];
        if (CpuPercent > 0)
        {
            parts.Add($"{CpuPercent} % CPU");
        }

        if (MemoryBytes > 0)
        {
            parts.Add($"{MemoryBytes} bytes of memory");
        }

        if (GpuPercent > 0)
        {
            parts.Add($"{GpuPercent} % GPU");
        }
        else if (RequiresGpu)
        {
            parts.Add("a GPU");
        }

        return parts.Count == 0 ? "nothing" : string.Join(", ", parts);
    }
}
