using ActorQueue.Audio.Spectral;
using ActorQueue.Audio.Tests.Rendering;
using MathNet.Numerics.IntegralTransforms;

namespace ActorQueue.Audio.Tests.Spectral;

/// <summary>The features against librosa's definitions, computed here the plain way: MathNet's FFT, doubles, one frame after another.</summary>
public class SpectralFeatureTests
{
    private const int Size = 2048;
    private const int Hop = 512;

    [Theory]
    [InlineData(44100)]
    [InlineData(22050)]
    [InlineData(96000)]
    public void Features_of_music_agree_with_their_definitions(int rate)
    {
        var music = RenderedMusic.Render(MusicStyle.Rock, 128, seconds: 3, sampleRateHz: rate);
        AgreesWithDefinitions(music, rate);
    }

    // Far bins count by the third and fourth power of their distance: in audio without any noise those are the rounding of single precision.
    [Theory]
    [InlineData(44100)]
    [InlineData(96000)]
    public void Skewness_and_kurtosis_of_music_with_the_noise_of_16_bits_agree_with_their_definitions(int rate)
    {
        var music = RenderedMusic.Render(MusicStyle.Rock, 128, seconds: 3, sampleRateHz: rate);
        float[] signal = [.. music.Zip(Tones.Noise(music.Length, 1 / 32768.0, 5), (a, b) => a + b)];
        var report = AudioAnalyzer.Analyze(new BufferedSamples(signal, rate));
        var expected = Definitions(signal, rate);
        report.SpectralSkewness!.Value.ShouldBe(expected.Skewness, 0.005 * Math.Abs(expected.Skewness));
        report.SpectralKurtosis!.Value.ShouldBe(expected.Kurtosis, 0.005 * Math.Abs(expected.Kurtosis));
    }

    [Fact]
    public void Features_agree_when_half_the_piece_lies_below_the_decibel_floor()
    {
        var quiet = Tones.Noise(30_000, 1e-6, 3);
        var loud = RenderedMusic.Render(MusicStyle.Piano, 90, seconds: 1);
        AgreesWithDefinitions([.. quiet, .. loud], 44100);
    }

    [Fact]
    public void A_sine_has_its_centroid_at_its_frequency_and_almost_no_flatness()
    {
        var report = AudioAnalyzer.Analyze(new BufferedSamples(Tones.Sine(44100, 1, 3000, (4, -6)), 44100));
        report.SpectralCentroidHz!.Value.ShouldBe(3000, 30);
        report.SpectralRolloffHz!.Value.ShouldBe(3000, 45);
        report.SpectralFlatness!.Value.ShouldBeLessThan(0.01);
    }

    [Fact]
    public void White_noise_is_flat()
    {
        var report = AudioAnalyzer.Analyze(new BufferedSamples(Tones.Noise(400_000, 0.5, 1), 44100));

        // The power of a bin of noise is exponentially distributed: e^−γ = 0.5615.
        report.SpectralFlatness!.Value.ShouldBe(0.5615, 0.01);
        report.SpectralCentroidHz!.Value.ShouldBe(44100 / 4.0, 60);
        report.SpectralRolloffHz!.Value.ShouldBe(0.85 * 22050, 60);
    }

    [Theory]
    [InlineData(12_800, false)]
    [InlineData(12_801, true)]
    [InlineData(192_000, true)]
    [InlineData(768_000, false)]
    public void Contrast_is_null_where_a_band_has_no_bins(int rate, bool isMeasured) =>
        (AudioAnalyzer.Analyze(new BufferedSamples(Tones.Noise(8192, 0.5, 1), rate)).SpectralContrastDb is not null).ShouldBe(isMeasured);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1025)]
    [InlineData(5000)]
    public void A_sum_of_logarithms_is_the_sum_of_the_logarithms(int count)
    {
        var random = new Random(count);
        var values = new float[count];
        double expected = 0;
        for (var i = 0; i < count; i++)
        {
            values[i] = i % 17 == 3 ? 0 : (float)Math.Exp((60 * random.NextDouble()) - 40);
            expected += Math.Log(Math.Max(values[i], 1e-10f));
        }

        LogSum.OfAtLeast(values, 1e-10f).ShouldBe(expected, 1e-5 * count);
    }

    [Fact]
    public void Mel_filters_have_unit_area_and_Slaneys_scale()
    {
        MelFilterBank.MelOf(1000).ShouldBe(15, 1e-9);
        MelFilterBank.MelOf(6400).ShouldBe(42, 1e-9);
        MelFilterBank.HzOf(42).ShouldBe(6400, 1e-6);
        var bank = new MelFilterBank(40, 16384, 44100, 0, 22050);
        var (flat, bands) = (new float[8193], new float[40]);
        flat.AsSpan().Fill(1);
        bank.Apply(flat, bands);

        // A sum over bins times their distance is the area.
        bands.ShouldAllBe(band => Math.Abs((band * 44100 / 16384) - 1) < 0.01);
    }

    private static void AgreesWithDefinitions(float[] signal, int rate)
    {
        var report = AudioAnalyzer.Analyze(new BufferedSamples(signal, rate));
        var expected = Definitions(signal, rate);
        report.SpectralCentroidHz!.Value.ShouldBe(expected.Centroid, 0.001 * rate / 2);
        report.SpectralBandwidthHz!.Value.ShouldBe(expected.Bandwidth, 0.001 * rate / 2);
        report.SpectralRolloffHz!.Value.ShouldBe(expected.Rolloff, 0.001 * rate / 2);
        report.SpectralFlatness!.Value.ShouldBe(expected.Flatness, 0.001);

        report.SpectralFlux!.Value.ShouldBe(expected.Flux, 0.001 * expected.Flux);
        report.SpectralComplexity!.Value.ShouldBe(expected.Complexity, 0.01);
        for (var band = 0; band < 7; band++)
        {
            // Valleys of audio without any noise are the rounding of single precision; half a percent of the range of 80 dB.
            report.SpectralContrastDb![band].ShouldBe(expected.Contrast[band], 0.4, $"band {band}");
        }

        for (var n = 0; n < 20; n++)
        {
            // The histogram's class at the floor costs up to a decibel for the values in it; one percent of MFCC's range of several hundred.
            report.Mfcc![n].ShouldBe(expected.Mfcc[n], 0.5, $"mfcc {n}");
        }
    }

    private sealed record Features(
        double Centroid, double Bandwidth, double Rolloff, double Flatness, double[] Mfcc, double Skewness, double Kurtosis, double Flux, double Complexity, double[] Contrast);

    private static Features Definitions(float[] signal, int rate)
    {
        var frames = 1 + (signal.Length / Hop);
        var filters = MelMatrix(rate);
        var mels = new double[frames][];
        var magnitudes = new double[frames][];
        double centroids = 0, bandwidths = 0, rolloffs = 0, flatnesses = 0, skewnesses = 0, kurtoses = 0, complexities = 0;
        for (var t = 0; t < frames; t++)
        {
            var power = Power(signal, (t * Hop) - (Size / 2));
            var magnitude = power.Select(Math.Sqrt).ToArray();
            magnitudes[t] = magnitude;
            complexities += Enumerable.Range(1, (Size / 2) - 1).Count(k => (double)k * rate / Size is >= 100 and <= 5000
                && magnitude[k] >= 0.005 * Size / 4 && magnitude[k] > magnitude[k - 1] && magnitude[k] >= magnitude[k + 1]);
            var sum = magnitude.Sum();
            var floored = power.Select(value => Math.Max(value, 1e-10)).ToArray();
            flatnesses += Math.Exp(floored.Average(Math.Log)) / floored.Average();
            mels[t] = [.. filters.Select(filter => 10 * Math.Log10(Math.Max(1e-10, filter.Zip(power, (a, b) => a * b).Sum())))];
            if (sum > 0)
            {
                double Hz(int k) => (double)k * rate / Size;
                var centroid = magnitude.Select((value, k) => value * Hz(k)).Sum() / sum;
                centroids += centroid;
                bandwidths += Math.Sqrt(magnitude.Select((value, k) => value * Math.Pow(Hz(k) - centroid, 2)).Sum() / sum);
                double Moment(int p) => magnitude.Select((value, k) => value * Math.Pow(Hz(k) - centroid, p)).Sum() / sum;
                skewnesses += Moment(3) / Math.Pow(Moment(2), 1.5);
                kurtoses += (Moment(4) / Math.Pow(Moment(2), 2)) - 3;
                double below = 0;
                rolloffs += Hz(Enumerable.Range(0, magnitude.Length).First(k => (below += magnitude[k]) >= 0.85 * sum));
            }
        }

        var floor = mels.Max(frame => frame.Max()) - 80;
        var mfcc = new double[20];
        for (var n = 0; n < 20; n++)
        {
            mfcc[n] = Math.Sqrt((n == 0 ? 1.0 : 2.0) / 128) * mels.Average(frame =>
                frame.Select((db, band) => Math.Max(db, floor) * Math.Cos(Math.PI * n * (band + 0.5) / 128)).Sum());
        }

        var flux = Enumerable.Range(1, frames - 1)
            .Average(t => 4.0 / Size * Math.Sqrt(magnitudes[t].Zip(magnitudes[t - 1], (now, before) => Math.Pow(now - before, 2)).Sum()));
        return new Features(
            centroids / frames, bandwidths / frames, rolloffs / frames, flatnesses / frames, mfcc,
            skewnesses / frames, kurtoses / frames, flux, complexities / frames, Contrast(magnitudes, rate));
    }

    // Step by step as librosa.feature.spectral_contrast does it.
    private static double[] Contrast(double[][] magnitudes, int rate)
    {
        double[] edges = [0, 200, 400, 800, 1600, 3200, 6400, 12800];
        var (peaks, valleys) = (new double[7][], new double[7][]);
        for (var band = 0; band < 7; band++)
        {
            var bins = Enumerable.Range(0, (Size / 2) + 1).Where(k => (double)k * rate / Size >= edges[band] && (double)k * rate / Size <= edges[band + 1]).ToList();
            if (band > 0)
            {
                bins.Insert(0, bins[0] - 1);
            }

            if (band == 6)
            {
                bins.AddRange(Enumerable.Range(bins[^1] + 1, (Size / 2) - bins[^1]));
            }

            var ends = Math.Max(1, (int)Math.Round(0.02 * bins.Count, MidpointRounding.ToEven));
            var used = band == 6 ? bins : bins[..^1];
            var sorted = magnitudes.Select(magnitude => used.Select(k => magnitude[k]).Order().ToArray()).ToArray();
            valleys[band] = [.. sorted.Select(values => values[..ends].Average())];
            peaks[band] = [.. sorted.Select(values => values[^ends..].Average())];
        }

        static double[] MeanDecibels(double[][] bands)
        {
            var levels = bands.Select(values => values.Select(value => 10 * Math.Log10(Math.Max(1e-10, value))).ToArray()).ToArray();
            var floor = levels.Max(values => values.Max()) - 80;
            return [.. levels.Select(values => values.Average(value => Math.Max(value, floor)))];
        }

        return [.. MeanDecibels(peaks).Zip(MeanDecibels(valleys), (peak, valley) => peak - valley)];
    }

    private static double[] Power(float[] signal, int from)
    {
        var frame = new double[Size + 2];
        for (var i = 0; i < Size; i++)
        {
            var at = from + i;
            frame[i] = at >= 0 && at < signal.Length ? signal[at] * (0.5 - (0.5 * Math.Cos(2 * Math.PI * i / Size))) : 0;
        }

        Fourier.ForwardReal(frame, Size, FourierOptions.NoScaling);
        return [.. Enumerable.Range(0, (Size / 2) + 1).Select(k => (frame[2 * k] * frame[2 * k]) + (frame[(2 * k) + 1] * frame[(2 * k) + 1]))];
    }

    private static double[][] MelMatrix(int rate)
    {
        static double Hz(double mel) => mel < 15 ? mel * 200 / 3 : 1000 * Math.Pow(6.4, (mel - 15) / 27);
        var top = 15 + (27 * Math.Log(rate / 2000.0) / Math.Log(6.4));
        var edges = Enumerable.Range(0, 130).Select(i => Hz(top * i / 129)).ToArray();
        return [.. Enumerable.Range(0, 128).Select(band => Enumerable.Range(0, (Size / 2) + 1).Select(k =>
        {
            var hz = (double)k * rate / Size;
            var height = Math.Min((hz - edges[band]) / (edges[band + 1] - edges[band]), (edges[band + 2] - hz) / (edges[band + 2] - edges[band + 1]));
            return Math.Max(0, height) * 2 / (edges[band + 2] - edges[band]);
        }).ToArray())];
    }
}
