namespace ActorQueue.Audio.Signal;

/// <summary>
/// Cuts a signal into overlapping Hann-windowed frames and hands the spectrum of each to every analyser, so that a transform is paid once whatever is
/// measured from it. Frame t is centred on sample t·hop, with zeros before the first sample and after the last: 1 + ⌊samples/hop⌋ frames (librosa 0.10, stft with center=True).
/// </summary>
internal sealed class SpectrumPass
{
    // Frames are cut from a line, not a ring: the FFT reads contiguous memory, and one move per this many hops is cheap.
    private const int HopsPerMove = 16;

    private readonly SpectrumFrame _frame;
    private readonly List<ISpectrumAnalyser> _analysers = [];
    private readonly float[] _line;
    private int _start;
    private int _end;
    private long _samples;

    /// <param name="size">Samples of a frame: a power of two, 128 to 2²⁰.</param>
    /// <param name="hop">Samples from one frame to the next, 1 to <paramref name="size"/>.</param>
    public SpectrumPass(int size, int hop)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hop, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hop, size);
        _frame = new SpectrumFrame(size);
        Size = size;
        Hop = hop;
        _line = new float[size + (HopsPerMove * hop)];
        _end = size / 2;
    }

    /// <summary>Samples of a frame.</summary>
    public int Size { get; }

    /// <summary>Samples from one frame to the next.</summary>
    public int Hop { get; }

    /// <summary>Frames handed out so far.</summary>
    public long Frames => _frame.Index + 1;

    /// <summary>Has an analyser handed every frame, after those that were added before it.</summary>
    public void Add(ISpectrumAnalyser analyser) => _analysers.Add(analyser);

    /// <summary>Takes the next samples in.</summary>
    public void Process(ReadOnlySpan<float> samples)
    {
        _samples += samples.Length;
        Append(samples);
    }

    /// <summary>Hands out the last frames, filled up with zeros.</summary>
    public void Finish()
    {
        Span<float> zeros = stackalloc float[256];
        zeros.Clear();
        for (var wanted = 1 + (_samples / Hop); Frames < wanted;)
        {
            Append(zeros[..Math.Min(zeros.Length, Size - (_end - _start))]);
        }
    }

    private void Append(ReadOnlySpan<float> samples)
    {
        while (!samples.IsEmpty)
        {
            if (_end == _line.Length)
            {
                _line.AsSpan(_start, _end - _start).CopyTo(_line);
                _end -= _start;
                _start = 0;
            }

            var part = samples[..Math.Min(samples.Length, _line.Length - _end)];
            part.CopyTo(_line.AsSpan(_end));
            _end += part.Length;
            samples = samples[part.Length..];
            while (_end - _start >= Size)
            {
                Emit();
            }
        }
    }

    private void Emit()
    {
        _frame.Transform(_line.AsSpan(_start, Size));
        foreach (var analyser in _analysers)
        {
            analyser.Process(_frame);
        }

        _start += Hop;
    }
}
