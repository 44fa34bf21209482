using System.Numerics;
using System.Runtime.Intrinsics;
using ActorQueue.Audio.Series;
using ActorQueue.Audio.Signal;
using ActorQueue.Audio.Spectral;

namespace ActorQueue.Audio.Rhythm;

/// <summary>
/// How much new sound begins in each frame: the rise of the compressed level, summed over mel bands (P. Grosche, M. Müller, Extracting predominant local pulse
/// information from music recordings, IEEE TASLP 19, 2011, section II; the mel bands after D. Ellis, Beat tracking by dynamic programming, J. New Music Research 36, 2007).
/// </summary>
internal sealed class OnsetEnvelope : ISpectrumAnalyser
{
    // Ellis 2007 uses 40 mel bands. From the lowest note of a piano to where MP3 encoders commonly cut.
    private const int Bands = 40;

    /// <summary>Regions of eight bands each, whose onsets are told apart: roughly up to 0.75, 1.6, 3.4, 7 and 16 kHz.</summary>
    public const int Regions = Bands / 8;

    private const double LowestHz = 27.5;
    private const double HighestHz = 16_000;

    // ln(1 + C·x) with C = 1000 for x = 1 at full scale (Grosche and Müller 2011): details down to −60 dBFS count.
    private const float Compression = 1000;

    // Mel bands are equally wide up to 1 kHz, then each is wider than the one below. Amplitudes are those of the mean over a band's
    // bins, which makes noise in a wide band, such as a snare drum's, too little by the root of the width: half of that is given back.
    private const int FirstWiderBand = 11;
    private const float BandRatio = 1.097f;
    private const float WidthExponent = 0.25f;

    // Slower frames would blur the tempo, faster ones cost more than they tell. At 44.1 kHz a hop of 512.
    private const double SlowestFramesPerSecond = 86;

    private readonly MelFilterBank _filters;
    private readonly PeriodicityAccumulator _periodicity;
    private readonly OnsetPicker _onsets;
    private readonly AccentHistory _accents;
    private readonly SeriesColumns? _series;
    private readonly float[] _whole = new float[1];
    private readonly float[] _scales = new float[Bands];
    private readonly float[] _levels = new float[Bands];
    private readonly float[] _previous = new float[Bands];
    private readonly float[] _loudness = new float[Bands];
    private readonly float[] _widths = new float[Bands];
    private readonly float[] _rises = new float[Regions];
    private bool _started;

    /// <param name="size">Frame size of the pass.</param>
    /// <param name="sampleRateHz">Sample rate in hertz.</param>
    /// <param name="periodicity">Receives one value a region for each frame but the first.</param>
    /// <param name="onsets">Receives the sum of the regions for each frame but the first.</param>
    /// <param name="accents">Receives the mean rise of the bands' amplitudes for each frame but the first.</param>
    /// <param name="series">Receives the sum of the regions of every frame; null when nobody wants it.</param>
    public OnsetEnvelope(
        int size, int sampleRateHz, PeriodicityAccumulator periodicity, OnsetPicker onsets, AccentHistory accents, SeriesColumns? series = null)
    {
        _series = series;
        _periodicity = periodicity;
        _onsets = onsets;
        _accents = accents;
        _filters = new MelFilterBank(Bands, size, sampleRateHz, LowestHz, Math.Min(HighestHz, sampleRateHz / 2.0));

        // A full-scale sine has power (size/4)² in its bin; scaled by the band's weights it is to read about 1.
        Span<float> unit = stackalloc float[Bands];
        Span<float> flat = new float[(size / 2) + 1];
        flat.Fill(1);
        _filters.Apply(flat, unit);
        for (var band = 0; band < Bands; band++)
        {
            _widths[band] = MathF.Pow(BandRatio, WidthExponent * Math.Max(0, band - FirstWiderBand));
            _scales[band] = unit[band] > 0 ? Compression * Compression * 16 / ((float)size * size * unit[band]) : 0;
        }
    }

    /// <summary>Samples between frames at a sample rate: the power of two that gives 86 to 172 frames a second.</summary>
    public static int HopOf(int sampleRateHz) =>
        1 << Math.Max(0, BitOperations.Log2((uint)(sampleRateHz / SlowestFramesPerSecond)));

    /// <summary>Samples of a frame at a sample rate: four hops.</summary>
    public static int SizeOf(int sampleRateHz) => Math.Max(FftPlan.MinSize, 4 * HopOf(sampleRateHz));

    /// <inheritdoc/>
    public void Process(SpectrumFrame frame)
    {
        _filters.Apply(frame.Power, _levels);
        float sum = 0;
        float accent = 0;
        for (var band = 0; band < Bands; band += Vector256<float>.Count)
        {
            var scale = Vector256.Create<float>(_scales.AsSpan(band, Vector256<float>.Count));
            var amplitude = Vector256.Sqrt(
                Vector256.Create<float>(_levels.AsSpan(band, Vector256<float>.Count)) * scale);
            var level = Vector256.Log(Vector256<float>.One + amplitude);
            var before = _previous.AsSpan(band, Vector256<float>.Count);
            var rise = Vector256.Max(level - Vector256.Create<float>(before), Vector256<float>.Zero);
            var region = Vector256.Sum(rise) / Bands;
            _rises[band / Vector256<float>.Count] = region;
            sum += region;
            level.CopyTo(before);

            // Not compressed: how loud what begins is tells the beat from what lies between the beats, where log levels make a cymbal as much as a drum.
            var loudness = amplitude * Vector256.Create<float>(_widths.AsSpan(band, Vector256<float>.Count));
            var loudnessBefore = _loudness.AsSpan(band, Vector256<float>.Count);
            accent += Vector256.Sum(Vector256.Max(loudness - Vector256.Create<float>(loudnessBefore), Vector256<float>.Zero));
            loudness.CopyTo(loudnessBefore);
        }

        // Nothing precedes the first frame, so it has no rise; a file that starts in full sound would otherwise begin with a false onset.
        if (_started)
        {
            _periodicity.Add(_rises);
            _onsets.Add(sum);
            _accents.Add(accent / (Bands * Compression));
        }

        if (_series is not null)
        {
            _whole[0] = _started ? sum : 0;
            _series.Add(_whole);
        }

        _started = true;
    }
}
