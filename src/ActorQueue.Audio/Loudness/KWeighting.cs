using System.Runtime.Intrinsics;

namespace ActorQueue.Audio.Loudness;

/// <summary>
/// The two filters of ITU-R BS.1770-4, Annex 1, for any sample rate: a high shelf (the head's acoustic effect) and a high pass (RLB), in double precision,
/// on two channels at once.
/// </summary>
/// <remarks>
/// The standard tabulates coefficients for 48 kHz only and asks for the same response at other rates. The analogue prototypes behind its tables are those of
/// B. De Man, Evaluation of implementations of the EBU R128 loudness measurement, AES 145 (2018), table 1; the bilinear transform at 48 kHz gives the standard's
/// coefficients back to their last digit (tested).
/// </remarks>
internal sealed class KWeighting
{
    // De Man 2018, table 1.
    private const double ShelfFrequencyHz = 1681.974450955533;
    private const double ShelfGainDb = 3.999843853973347;
    private const double ShelfQuality = 0.7071752369554196;
    private const double ShelfBandExponent = 0.4996667741545416;
    private const double HighPassFrequencyHz = 38.13547087602444;
    private const double HighPassQuality = 0.5003270373238773;

    // In digital silence the states decay towards numbers that slow the processor down; this far below hearing they are zero.
    private const double NegligibleState = 1e-150;

    private Vector128<double> _shelf1;
    private Vector128<double> _shelf2;
    private Vector128<double> _pass1;
    private Vector128<double> _pass2;

    /// <param name="sampleRateHz">Sample rate in hertz; more than twice 1682 Hz.</param>
    public KWeighting(int sampleRateHz)
    {
        var k = Math.Tan(Math.PI * ShelfFrequencyHz / sampleRateHz);
        var high = Math.Pow(10, ShelfGainDb / 20);
        var band = Math.Pow(high, ShelfBandExponent);
        var a0 = 1 + (k / ShelfQuality) + (k * k);
        Shelf = new Biquad(
            (high + (band * k / ShelfQuality) + (k * k)) / a0,
            2 * ((k * k) - high) / a0,
            (high - (band * k / ShelfQuality) + (k * k)) / a0,
            2 * ((k * k) - 1) / a0,
            (1 - (k / ShelfQuality) + (k * k)) / a0);
        k = Math.Tan(Math.PI * HighPassFrequencyHz / sampleRateHz);
        a0 = 1 + (k / HighPassQuality) + (k * k);

        // The standard leaves the numerator at 1, −2, 1 and does not scale it to unity gain.
        HighPass = new Biquad(1, -2, 1, 2 * ((k * k) - 1) / a0, (1 - (k / HighPassQuality) + (k * k)) / a0);
    }

    /// <summary>Stage 1.</summary>
    public Biquad Shelf { get; }

    /// <summary>Stage 2.</summary>
    public Biquad HighPass { get; }

    /// <summary>Filters two channels and returns the sum of squares of each.</summary>
    /// <param name="left">Samples of the first channel.</param>
    /// <param name="right">As many samples of the second one, or the same span again when there is none.</param>
    public Vector128<double> SumOfSquares(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        right = right[..left.Length];
        var (s1, s2, p1, p2) = (_shelf1, _shelf2, _pass1, _pass2);
        var sum = Vector128<double>.Zero;
        var b0 = Vector128.Create(Shelf.B0);
        var b1 = Vector128.Create(Shelf.B1);
        var b2 = Vector128.Create(Shelf.B2);
        var a1 = Vector128.Create(-Shelf.A1);
        var a2 = Vector128.Create(-Shelf.A2);
        var c1 = Vector128.Create(-HighPass.A1);
        var c2 = Vector128.Create(-HighPass.A2);
        var minusTwo = Vector128.Create(-2.0);
        for (var i = 0; i < left.Length; i++)
        {
            // Transposed direct form II: the shortest chain of dependent operations, which is what this loop waits for.
            var x = Vector128.Create(left[i], (double)right[i]);
            var y = Vector128.MultiplyAddEstimate(b0, x, s1);
            s1 = Vector128.MultiplyAddEstimate(a1, y, Vector128.MultiplyAddEstimate(b1, x, s2));
            s2 = Vector128.MultiplyAddEstimate(a2, y, b2 * x);
            var z = y + p1;
            p1 = Vector128.MultiplyAddEstimate(c1, z, Vector128.MultiplyAddEstimate(minusTwo, y, p2));
            p2 = Vector128.MultiplyAddEstimate(c2, z, y);
            sum = Vector128.MultiplyAddEstimate(z, z, sum);
        }

        (_shelf1, _shelf2, _pass1, _pass2) = (Settle(s1), Settle(s2), Settle(p1), Settle(p2));
        return sum;
    }

    private static Vector128<double> Settle(Vector128<double> state) => Vector128.ConditionalSelect(
        Vector128.LessThan(Vector128.Abs(state), Vector128.Create(NegligibleState)), Vector128<double>.Zero, state);
}

/// <summary>Second-order filter: y = b0·x + b1·x₋₁ + b2·x₋₂ − a1·y₋₁ − a2·y₋₂.</summary>
internal sealed record Biquad(double B0, double B1, double B2, double A1, double A2);
