using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActorQueue.Audio.Spectral;

/// <summary>
/// Triangular filters at equal steps of the mel scale of M. Slaney's Auditory Toolbox (1998): linear below 1 kHz, logarithmic above, each triangle of unit area
/// (librosa 0.10, filters.mel with htk=False, norm='slaney').
/// </summary>
internal sealed class MelFilterBank
{
    // Slaney 1998: 200/3 Hz per mel below 1000 Hz, above it a factor of 6.4 in 27 mels.
    private const double LinearHzPerMel = 200.0 / 3;
    private const double LogarithmicFromHz = 1000;
    private const double LogarithmicFromMel = LogarithmicFromHz / LinearHzPerMel;
    private static readonly double LogStepPerMel = Math.Log(6.4) / 27;

    private readonly int[] _firstBins;
    private readonly int[] _lengths;
    private readonly int[] _offsets;
    private readonly float[] _weights;

    /// <param name="bands">Number of filters, 1 or more.</param>
    /// <param name="size">Frame size of the transform.</param>
    /// <param name="sampleRateHz">Sample rate in hertz.</param>
    /// <param name="lowestHz">Lower edge of the first filter.</param>
    /// <param name="highestHz">Upper edge of the last filter, at most half the sample rate.</param>
    public MelFilterBank(int bands, int size, int sampleRateHz, double lowestHz, double highestHz)
    {
        Bands = bands;
        _firstBins = new int[bands];
        _lengths = new int[bands];
        _offsets = new int[bands];
        var weights = new List<float>();
        var binHz = (double)sampleRateHz / size;
        var lowestMel = MelOf(lowestHz);
        var melStep = (MelOf(highestHz) - lowestMel) / (bands + 1);
        var bins = (size / 2) + 1;
        for (var band = 0; band < bands; band++)
        {
            var low = HzOf(lowestMel + (band * melStep));
            var centre = HzOf(lowestMel + ((band + 1) * melStep));
            var high = HzOf(lowestMel + ((band + 2) * melStep));
            var first = Math.Min(bins, (int)Math.Floor(low / binHz) + 1);
            var end = Math.Min(bins, (int)Math.Ceiling(high / binHz));
            _firstBins[band] = first;
            _lengths[band] = Math.Max(0, end - first);
            _offsets[band] = weights.Count;
            for (var k = first; k < end; k++)
            {
                var hz = k * binHz;
                var height = Math.Min((hz - low) / (centre - low), (high - hz) / (high - centre));
                weights.Add((float)(Math.Max(0, height) * 2 / (high - low)));
            }
        }

        _weights = [.. weights];
    }

    /// <summary>Number of filters.</summary>
    public int Bands { get; }

    /// <summary>The mel of a frequency.</summary>
    public static double MelOf(double hz) => hz < LogarithmicFromHz
        ? hz / LinearHzPerMel
        : LogarithmicFromMel + (Math.Log(hz / LogarithmicFromHz) / LogStepPerMel);

    /// <summary>The frequency of a mel.</summary>
    public static double HzOf(double mel) => mel < LogarithmicFromMel
        ? mel * LinearHzPerMel
        : LogarithmicFromHz * Math.Exp((mel - LogarithmicFromMel) * LogStepPerMel);

    /// <summary>Applies the filters.</summary>
    /// <param name="power">The spectrum: size/2 + 1 values.</param>
    /// <param name="bands">Receives <see cref="Bands"/> values.</param>
    public void Apply(ReadOnlySpan<float> power, Span<float> bands)
    {
        ref var weights = ref MemoryMarshal.GetArrayDataReference(_weights);
        ref var spectrum = ref MemoryMarshal.GetReference(power);
        for (var band = 0; band < _firstBins.Length; band++)
        {
            var first = _firstBins[band];
            var length = _lengths[band];
            var offset = _offsets[band];
            var i = 0;
            float sum = 0;
            if (length >= Vector256<float>.Count)
            {
                var sums = Vector256<float>.Zero;
                for (; i <= length - Vector256<float>.Count; i += Vector256<float>.Count)
                {
                    sums = Vector256.MultiplyAddEstimate(
                        Vector256.LoadUnsafe(ref weights, (nuint)(offset + i)),
                        Vector256.LoadUnsafe(ref spectrum, (nuint)(first + i)),
                        sums);
                }

                sum = Vector256.Sum(sums);
            }

            for (; i < length; i++)
            {
                sum += _weights[offset + i] * power[first + i];
            }

            bands[band] = sum;
        }
    }
}
