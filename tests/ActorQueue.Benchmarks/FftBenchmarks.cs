using ActorQueue.Audio.Signal;
using MathNet.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace ActorQueue.Benchmarks;

/// <summary>One windowed power spectrum of 2048 real samples, ours beside MathNet's.</summary>
internal static class FftBenchmarks
{
    private const int Size = 2048;
    private const int MostTransforms = 10_000_000;

    public static async Task RunAsync(TextWriter output)
    {
        // Its default runs parallel inside a call, which says nothing about the cost.
        Control.UseSingleThread();
        var table = new Table($"power spectrum of {Size} real samples, window included", "transform", "µs", "low", "high", "B per call", "reference µs");
        await AddAsync(table, "ActorQueue.Audio, float", Ours(), "0.92–0.97");
        await AddAsync(table, "MathNet ForwardReal, float, one thread", MathNets(), "46");
        table.WriteTo(output);
    }

    private static async Task AddAsync(Table table, string name, Action transform, string reference)
    {
        var rate = await Measure.CpuRateAsync(transform, 1_000, MostTransforms);
        var before = GC.GetAllocatedBytesForCurrentThread();
        transform();
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        table.Add(name, $"{rate.MicrosecondsEach:F2}", $"{1e6 / rate.High:F2}", $"{1e6 / rate.Low:F2}", $"{bytes:N0}", reference);
    }

    private static Action Ours()
    {
        var fft = new RealFft(Size);
        var (frame, window, power) = (Frame(), HannWindow.Periodic(Size), new float[fft.Bins]);
        return () => fft.Power(frame, window.Span, power);
    }

    private static Action MathNets()
    {
        var (frame, window, power) = (Frame(), HannWindow.Periodic(Size), new float[(Size / 2) + 1]);

        // The packed form has two values more than the signal.
        var data = new float[Size + 2];
        return () =>
        {
            var factors = window.Span;
            for (var n = 0; n < Size; n++)
            {
                data[n] = frame[n] * factors[n];
            }

            Fourier.ForwardReal(data, Size, FourierOptions.NoScaling);
            for (var k = 0; k < power.Length; k++)
            {
                power[k] = (data[2 * k] * data[2 * k]) + (data[(2 * k) + 1] * data[(2 * k) + 1]);
            }
        };
    }

    private static float[] Frame() =>
        [.. Enumerable.Range(0, Size).Select(n => (float)(Math.Sin(0.1 * n) + (0.5 * Math.Sin(0.37 * n))))];
}
