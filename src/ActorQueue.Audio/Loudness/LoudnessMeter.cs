using ActorQueue.Audio.Levels;
using ActorQueue.Audio.Series;

namespace ActorQueue.Audio.Loudness;

/// <summary>
/// Loudness of a programme: integrated, loudness range, largest momentary and short-term loudness (ITU-R BS.1770-4, Annex 1; EBU Tech 3341; EBU Tech 3342).
/// </summary>
internal sealed class LoudnessMeter
{
    /// <summary>
    /// EBU Tech 3341 asks for the true maxima of the sliding windows (its tests 10, 11, 13, 14 move bursts by 20 ms), so the windows slide by 10 ms.
    /// </summary>
    public const int StepsPerSecond = 100;

    // EBU Tech 3341, section 2.2: momentary 400 ms, short-term 3 s. BS.1770-4: gating blocks of 400 ms overlap by 75 %.
    private const int MomentarySteps = 40;
    private const int ShortTermSteps = 300;
    private const int StepsBetweenBlocks = 10;

    // BS.1770-4, Annex 1: the relative gate lies 10 LU below the mean. EBU Tech 3342, section 3: 20 LU, percentiles 10 and 95.
    private const double RelativeGateLu = 10;
    private const double RangeGateLu = 20;
    private const double RangeLow = 0.10;
    private const double RangeHigh = 0.95;

    private readonly int _sampleRateHz;
    private readonly double[] _weights;
    private readonly KWeighting[] _pairs;
    private readonly double[] _stepEnergies = new double[ShortTermSteps];
    private readonly int[] _stepLengths = new int[ShortTermSteps];
    private readonly SeriesColumns? _series;
    private readonly float[] _windows = new float[2];
    private readonly LoudnessHistogram _blocks = new();
    private readonly LoudnessHistogram _shortTerms = new();
    private long _steps;
    private long _framesBeforeStep;
    private int _framesInStep;
    private int _framesOfStep;
    private double _energyOfStep;
    private double _momentaryMax;
    private double _shortTermMax;

    /// <param name="sampleRateHz">Sample rate in hertz, 8000 or more.</param>
    /// <param name="weights">Weight of each channel.</param>
    /// <param name="series">Receives momentary and short-term loudness of each step; null when nobody wants them.</param>
    public LoudnessMeter(int sampleRateHz, ReadOnlySpan<double> weights, SeriesColumns? series = null)
    {
        _series = series;
        _sampleRateHz = sampleRateHz;
        _weights = weights.ToArray();
        _pairs = new KWeighting[(weights.Length + 1) / 2];
        for (var i = 0; i < _pairs.Length; i++)
        {
            _pairs[i] = new KWeighting(sampleRateHz);
        }

        _framesOfStep = FramesUntil(1);
    }

    /// <summary>Relative gate of the integrated loudness; null when nothing passes the absolute one.</summary>
    public double? RelativeGateLufs =>
        _blocks.MeanEnergy(LoudnessHistogram.AbsoluteGateLufs) is { } ungated ? LoudnessHistogram.Lufs(ungated) - RelativeGateLu : null;

    /// <summary>Integrated loudness; null when nothing passes the gates.</summary>
    public double? IntegratedLufs =>
        RelativeGateLufs is { } gate && _blocks.MeanEnergy(gate) is { } gated ? LoudnessHistogram.Lufs(gated) : null;

    /// <summary>Loudness range; null when nothing passes the gates.</summary>
    public double? LoudnessRangeLu
    {
        get
        {
            if (_shortTerms.MeanEnergy(LoudnessHistogram.AbsoluteGateLufs) is not { } mean)
            {
                return null;
            }

            var gate = LoudnessHistogram.Lufs(mean) - RangeGateLu;
            return _shortTerms.Percentile(gate, RangeHigh) - _shortTerms.Percentile(gate, RangeLow);
        }
    }

    /// <summary>Largest momentary loudness; null for less than 400 ms or silence.</summary>
    public double? MomentaryMaxLufs => _momentaryMax > 0 ? LoudnessHistogram.Lufs(_momentaryMax) : null;

    /// <summary>Largest short-term loudness; null for less than 3 s or silence.</summary>
    public double? ShortTermMaxLufs => _shortTermMax > 0 ? LoudnessHistogram.Lufs(_shortTermMax) : null;

    /// <summary>Dynamic complexity; null when nothing is above the gate.</summary>
    public double? ComplexityLu => _blocks.Complexity();

    /// <summary>Takes the next block in.</summary>
    public void Process(SampleBlock block)
    {
        for (var at = 0; at < block.Frames;)
        {
            var length = Math.Min(block.Frames - at, _framesOfStep - _framesInStep);
            for (var pair = 0; pair < _pairs.Length; pair++)
            {
                var first = 2 * pair;
                var second = Math.Min(first + 1, block.Channels - 1);
                var squares = _pairs[pair].SumOfSquares(
                    block.Channel(first).Slice(at, length), block.Channel(second).Slice(at, length));
                _energyOfStep += _weights[first] * squares[0];
                if (second != first)
                {
                    _energyOfStep += _weights[second] * squares[1];
                }
            }

            at += length;
            _framesInStep += length;
            if (_framesInStep == _framesOfStep)
            {
                CloseStep();
            }
        }
    }

    private void CloseStep()
    {
        var slot = (int)(_steps % ShortTermSteps);
        _stepEnergies[slot] = _energyOfStep;
        _stepLengths[slot] = _framesOfStep;
        _framesBeforeStep += _framesOfStep;
        _steps++;
        _energyOfStep = 0;
        _framesInStep = 0;
        _framesOfStep = (int)(FramesUntil(_steps + 1) - _framesBeforeStep);

        double momentary = 0;
        if (_steps >= MomentarySteps)
        {
            momentary = MeanOfLast(MomentarySteps);
            _momentaryMax = Math.Max(_momentaryMax, momentary);
            if (_steps % StepsBetweenBlocks == 0)
            {
                _blocks.Add(momentary);
            }
        }

        double shortTerm = 0;
        if (_steps >= ShortTermSteps)
        {
            shortTerm = MeanOfLast(ShortTermSteps);
            _shortTermMax = Math.Max(_shortTermMax, shortTerm);
            if (_steps % StepsBetweenBlocks == 0)
            {
                _shortTerms.Add(shortTerm);
            }
        }

        if (_series is not null)
        {
            (_windows[0], _windows[1]) = ((float)momentary, (float)shortTerm);
            _series.Add(_windows);
        }
    }

    // Summed anew each time: a running sum would drift over hours and leave residue in silence.
    private double MeanOfLast(int steps)
    {
        double energy = 0;
        long frames = 0;
        var slot = (int)((_steps - steps) % ShortTermSteps);
        for (var i = 0; i < steps; i++)
        {
            energy += _stepEnergies[slot];
            frames += _stepLengths[slot];
            slot = slot + 1 == ShortTermSteps ? 0 : slot + 1;
        }

        return energy / frames;
    }

    // 10 ms are not a whole number of frames at every rate; the steps' ends are, and never drift.
    private int FramesUntil(int steps) => (int)FramesUntil((long)steps);

    private long FramesUntil(long steps) => steps * _sampleRateHz / StepsPerSecond;
}
