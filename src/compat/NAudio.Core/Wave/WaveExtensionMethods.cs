using NAudio.Wave.SampleProviders;

namespace NAudio.Wave;

/// <summary>Conversions between byte and sample sources.</summary>
public static class WaveExtensionMethods
{
    /// <summary>Float samples of a PCM or float source, plain or extensible.</summary>
    /// <exception cref="ArgumentException">The encoding is neither.</exception>
    public static ISampleProvider ToSampleProvider(this IWaveProvider waveProvider)
    {
        ArgumentNullException.ThrowIfNull(waveProvider);
        return SampleProviderConverters.Convert(waveProvider);
    }

    public static IWaveProvider ToWaveProvider(this ISampleProvider sampleProvider) => new SampleToWaveProvider(sampleProvider);

    public static IWaveProvider ToWaveProvider16(this ISampleProvider sampleProvider) => new SampleToWaveProvider16(sampleProvider);

    /// <summary>One channel of a stereo source; a mono source is returned as it is.</summary>
    public static ISampleProvider ToMono(this ISampleProvider sourceProvider, float leftVol = 0.5f, float rightVol = 0.5f)
    {
        ArgumentNullException.ThrowIfNull(sourceProvider);
        return sourceProvider.WaveFormat.Channels == 1
            ? sourceProvider
            : new StereoToMonoSampleProvider(sourceProvider) { LeftVolume = leftVol, RightVolume = rightVol };
    }

    public static WaveFormat AsStandardWaveFormat(this WaveFormat waveFormat) =>
        waveFormat is WaveFormatExtensible extensible ? extensible.ToStandardWaveFormat() : waveFormat;
}
