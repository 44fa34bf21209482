namespace ActorQueue.Audio.Rhythm;

/// <summary>
/// How loud what begins in each frame is, for the beat tracker to read at the end, when the tempo is known: one byte a frame, as far as a report lists beats. Its size has a bound, reached after
/// <see cref="MostFrames"/> frames; pieces of it are allocated as they fill, one in six minutes or more.
/// </summary>
internal sealed class AccentHistory
{
    /// <summary>2 MiB: 20,000 beats at 60 BPM and more; 6.7 hours at 44.1 kHz, never less than 3.3 hours.</summary>
    public const int MostFrames = 1 << 21;

    // Below the size at which arrays are large objects.
    private const int PieceFrames = 1 << 16;

    // Steps of 6 %, which no beat depends on, over 126 dB: the loudness of a file doesn't matter.
    private const float StepsPerOctave = 12;
    private const float Smallest = 1e-6f;

    private static readonly float[] Values = [0, .. Enumerable.Range(0, 255).Select(step => Smallest * MathF.Pow(2, step / StepsPerOctave))];

    private readonly byte[]?[] _pieces = new byte[MostFrames / PieceFrames][];

    public AccentHistory() => _pieces[0] = new byte[PieceFrames];

    /// <summary>Frames kept.</summary>
    public int Frames { get; private set; }

    /// <summary>More came than was kept.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Takes the next frame of the envelope.</summary>
    public void Add(float accent)
    {
        if (Frames == MostFrames)
        {
            IsCut = true;
            return;
        }

        var piece = _pieces[Frames / PieceFrames] ??= new byte[PieceFrames];
        piece[Frames % PieceFrames] = (byte)(accent < Smallest ? 0 : Math.Min(255, 1.5f + (StepsPerOctave * MathF.Log2(accent / Smallest))));
        Frames++;
    }

    /// <summary>Copies frames out; those before the first and after the last are 0.</summary>
    public void Read(int from, Span<float> target)
    {
        for (var i = 0; i < target.Length; i++)
        {
            var frame = from + i;
            target[i] = frame < 0 || frame >= Frames ? 0 : Values[_pieces[frame / PieceFrames]![frame % PieceFrames]];
        }
    }
}
