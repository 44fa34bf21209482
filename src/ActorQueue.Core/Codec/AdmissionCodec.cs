using ActorQueue.Contracts;

namespace ActorQueue.Core.Codec;

/// <summary>
/// The part of a task's body that says under which conditions it may start: flags, then the flagged fields in their
/// order. A file format.
/// </summary>
internal static class AdmissionCodec
{
    private const uint HasFairnessKey = 1;
    private const uint HasFairnessWeight = 2;
    private const uint HasConcurrencyKey = 4;
    private const uint HasRateKey = 8;
    private const uint HasSizeHint = 16;
    private const uint HasCpu = 32;
    private const uint HasMemory = 64;
    private const uint HasGpu = 128;
    private const uint RequiresGpu = 256;
    private const uint HasResources = HasCpu | HasMemory | HasGpu | RequiresGpu;
    private const uint KnownFlags = 511;

    /// <summary>Whether a description has such a part.</summary>
    public static bool IsPresent(TaskSpec spec) => FlagsOf(spec) != 0;

    public static void Write(ByteWriter writer, TaskSpec spec)
    {
        writer.Varint(FlagsOf(spec));
        WriteKey(writer, spec.FairnessKey);
        WriteNumber(writer, spec.FairnessWeight ?? 0, spec.FairnessWeight is not null);
        WriteKey(writer, spec.ConcurrencyKey);
        WriteKey(writer, spec.RateKey);
        WriteNumber(writer, spec.SizeHint ?? 0, spec.SizeHint is not null);
        if (spec.Resources is { } needs)
        {
            WriteNumber(writer, needs.CpuPercent, needs.CpuPercent != 0);
            WriteNumber(writer, needs.MemoryBytes, needs.MemoryBytes != 0);
            WriteNumber(writer, needs.GpuPercent, needs.GpuPercent != 0);
        }
    }

    public static AdmissionFields Read(ref ByteReader reader)
    {
        ulong flags = reader.Varint();
        if (flags == 0 || (flags & ~(ulong)KnownFlags) != 0)
        {
            throw new CorruptQueueDataException($"A task body has the admission flags {flags:x}.");
        }

        string? fairness = (flags & HasFairnessKey) != 0 ? reader.Text() : null;
        int? weight = (flags & HasFairnessWeight) != 0 ? Weight(ref reader) : null;
        string? concurrency = (flags & HasConcurrencyKey) != 0 ? reader.Text() : null;
        string? rate = (flags & HasRateKey) != 0 ? reader.Text() : null;
        long? size = (flags & HasSizeHint) != 0 ? reader.LongNatural() : null;
        int cpu = (flags & HasCpu) != 0 ? reader.Natural() : 0;
        long memory = (flags & HasMemory) != 0 ? reader.LongNatural() : 0;
        int gpu = (flags & HasGpu) != 0 ? reader.Natural() : 0;
        var needs = (flags & HasResources) == 0
            ? null
            : new ResourceNeeds { CpuPercent = cpu, MemoryBytes = memory, GpuPercent = gpu, RequiresGpu = (flags & RequiresGpu) != 0 };
        return new AdmissionFields(fairness, weight, concurrency, rate, size, needs);
    }

    private static uint FlagsOf(TaskSpec spec) =>
        (spec.FairnessKey is null ? 0 : HasFairnessKey)
        | (spec.FairnessWeight is null ? 0 : HasFairnessWeight)
        | (spec.ConcurrencyKey is null ? 0 : HasConcurrencyKey)
        | (spec.RateKey is null ? 0 : HasRateKey)
        | (spec.SizeHint is null ? 0 : HasSizeHint)
        | (spec.Resources is { CpuPercent: not 0 } ? HasCpu : 0)
        | (spec.Resources is { MemoryBytes: not 0 } ? HasMemory : 0)
        | (spec.Resources is { GpuPercent: not 0 } ? HasGpu : 0)
        | (spec.Resources is { RequiresGpu: true } ? RequiresGpu : 0);

    private static int Weight(ref ByteReader reader)
    {
        int weight = reader.Natural();
        return weight is >= 1 and <= TaskSpec.MaxFairnessWeight
            ? weight
            : throw new CorruptQueueDataException($"{weight} is not a fairness weight.");
    }

    private static void WriteKey(ByteWriter writer, string? key)
    {
        if (key is not null)
        {
            writer.Text(key);
        }
    }

    private static void WriteNumber(ByteWriter writer, long number, bool isPresent)
    {
        if (isPresent)
        {
            writer.Varint(checked((ulong)number));
        }
    }
}

/// <summary>What <see cref="AdmissionCodec"/> reads.</summary>
internal readonly record struct AdmissionFields(
    string? FairnessKey, int? FairnessWeight, string? ConcurrencyKey, string? RateKey, long? SizeHint, ResourceNeeds? Resources);
