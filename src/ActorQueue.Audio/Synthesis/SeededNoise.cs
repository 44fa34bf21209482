namespace ActorQueue.Audio.Synthesis;

/// <summary>
/// Random numbers that are the same on every machine and runtime for ever: SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014).
/// </summary>
internal struct SeededNoise(int seed)
{
    private ulong _state = unchecked((ulong)seed);

    /// <summary>A number from 0 up to, not including, <paramref name="bound"/>.</summary>
    public int Next(int bound) => (int)(NextBits() % (uint)bound);

    /// <summary>A sample between −1 and 1, evenly spread.</summary>
    public float NextSample() => (NextBits() >> 40) * (2f / (1 << 24)) - 1;

    private ulong NextBits()
    {
        _state += 0x9E37_79B9_7F4A_7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
