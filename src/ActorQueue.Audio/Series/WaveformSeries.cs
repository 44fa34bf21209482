using System.Runtime.Intrinsics;
using ActorQueue.Audio.Levels;

namespace ActorQueue.Audio.Series;

/// <summary>Smallest and largest sample and mean square of all channels, a millisecond at a time.</summary>
internal sealed class WaveformSeries
{
    private const int StepsPerSecond = 1000;

    private readonly int _framesOfStep;
    private readonly SeriesColumns _extremes;
    private readonly SeriesColumns _squares;
    private readonly float[] _largest = new float[2];
    private readonly float[] _mean = new float[1];
    private int _framesInStep;
    private float _smallestSample = float.PositiveInfinity;
    private float _largestSample = float.NegativeInfinity;
    private double _sumOfSquares;
    private long _samples;

    /// <param name="sampleRateHz">Sample rate in hertz.</param>
    public WaveformSeries(int sampleRateHz)
    {
        _framesOfStep = Math.Max(1, sampleRateHz / StepsPerSecond);
        var stepSeconds = (double)_framesOfStep / sampleRateHz;
        _extremes = new SeriesColumns(2, stepSeconds, keepsLargest: true);
        _squares = new SeriesColumns(1, stepSeconds, keepsLargest: false);
    }

    /// <summary>Takes the next block in.</summary>
    public void Process(SampleBlock block)
    {
        for (var at = 0; at < block.Frames;)
        {
            var length = Math.Min(block.Frames - at, _framesOfStep - _framesInStep);
            for (var channel = 0; channel < block.Channels; channel++)
            {
                Take(block.Channel(channel).Slice(at, length));
            }

            at += length;
            _framesInStep += length;
            if (_framesInStep == _framesOfStep)
            {
                CloseStep();
            }
        }
    }

    /// <summary>Three rows: smallest, largest, root mean square.</summary>
    public SeriesTrack Finish()
    {
        if (_framesInStep > 0)
        {
            CloseStep();
        }

        // Both were fed alike, so their columns are the same.
        var squares = _squares.ToTrack(1, (mean, root) => root[0] = MathF.Sqrt(mean[0]));
        var column = 0;
        return _extremes.ToTrack(3, (extremes, row) =>
        {
            (row[0], row[1], row[2]) = (-extremes[1], extremes[0], squares.Column(column)[0]);
            column++;
        });
    }

    private void Take(ReadOnlySpan<float> samples)
    {
        var i = 0;
        if (samples.Length >= Vector256<float>.Count)
        {
            var smallest = Vector256.Create(float.PositiveInfinity);
            var largest = Vector256.Create(float.NegativeInfinity);
            var squares = Vector256<float>.Zero;
            for (; i <= samples.Length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                var lane = Vector256.Create<float>(samples[i..]);
                smallest = Vector256.Min(smallest, lane);
                largest = Vector256.Max(largest, lane);
                squares += lane * lane;
            }

            for (var k = 0; k < Vector256<float>.Count; k++)
            {
                _smallestSample = MathF.Min(_smallestSample, smallest[k]);
                _largestSample = MathF.Max(_largestSample, largest[k]);
            }

            _sumOfSquares += Vector256.Sum(squares);
        }

        for (; i < samples.Length; i++)
        {
            _smallestSample = MathF.Min(_smallestSample, samples[i]);
            _largestSample = MathF.Max(_largestSample, samples[i]);
            _sumOfSquares += samples[i] * (double)samples[i];
        }

        _samples += samples.Length;
    }

    private void CloseStep()
    {
        (_largest[0], _largest[1]) = (_largestSample, -_smallestSample);
        _mean[0] = (float)(_sumOfSquares / _samples);
        _extremes.Add(_largest);
        _squares.Add(_mean);
        (_smallestSample, _largestSample) = (float.PositiveInfinity, float.NegativeInfinity);
        (_framesInStep, _sumOfSquares, _samples) = (0, 0, 0);
    }
}
