using ActorQueue.Audio.Loudness;

namespace ActorQueue.Audio.Series;

/// <summary>Where the measurements of one analysis leave what their pictures need. Each makes its own columns when it is built, because it knows its frames.</summary>
internal sealed class SeriesCollector(int sampleRateHz)
{
    /// <summary>Mel bands of <see cref="AudioSeries.MelDb"/>: those of the cepstrum.</summary>
    public const int MelBands = 128;

    /// <summary>Fed by the analysis itself.</summary>
    public WaveformSeries Waveform { get; } = new(sampleRateHz);

    /// <summary>Mel levels in dB, mean.</summary>
    public SeriesColumns? Mel { get; set; }

    /// <summary>Fine pitch classes, mean.</summary>
    public SeriesColumns? PitchClasses { get; set; }

    /// <summary>Gathers fine pitch classes into twelve, once the tuning is known.</summary>
    public Action<float[], Span<float>>? FoldPitchClasses { get; set; }

    /// <summary>Momentary and short-term weighted mean square, largest.</summary>
    public SeriesColumns? Loudness { get; set; }

    /// <summary>Relative gate of the integrated loudness.</summary>
    public double? RelativeGateLufs { get; set; }

    /// <summary>Onset envelope, largest.</summary>
    public SeriesColumns? Onsets { get; set; }

    /// <summary>Regularity of the pulse at each whole tempo.</summary>
    public IReadOnlyList<double>? TempoEvidence { get; set; }

    /// <summary>The series, after every measurement has finished.</summary>
    public AudioSeries Build(double durationSeconds) => new()
    {
        DurationSeconds = durationSeconds,
        SampleRateHz = sampleRateHz,
        Waveform = Waveform.Finish(),
        MelDb = MelTrack(Mel!),
        Chroma = PitchClasses!.ToTrack(12, (classes, chroma) => ChromaColumn(classes, chroma)),
        Loudness = Loudness?.ToTrack(2, (energies, loudness) =>
        {
            loudness[0] = Lufs(energies[0]);
            loudness[1] = Lufs(energies[1]);
        }),
        RelativeGateLufs = RelativeGateLufs,
        Onsets = Onsets!.ToTrack(1, (envelope, onsets) => envelope.CopyTo(onsets)),
        TempoEvidence = TempoEvidence!,
    };

    private static float Lufs(float energy) => energy > 0 ? (float)LoudnessHistogram.Lufs(energy) : float.NaN;

    private static SeriesTrack MelTrack(SeriesColumns mel)
    {
        var loudest = float.NegativeInfinity;
        mel.ToTrack(1, (levels, _) => loudest = MathF.Max(loudest, levels.Max()));
        return mel.ToTrack(MelBands, (levels, relative) =>
        {
            for (var band = 0; band < relative.Length; band++)
            {
                relative[band] = MathF.Max(levels[band] - loudest, -AudioSeries.MelRangeDb);
            }
        });
    }

    private void ChromaColumn(float[] classes, Span<float> chroma)
    {
        FoldPitchClasses!(classes, chroma);
        var strongest = 0f;
        foreach (var strength in chroma)
        {
            strongest = MathF.Max(strongest, strength);
        }

        foreach (ref var strength in chroma)
        {
            strength = strongest > 0 ? strength / strongest : 0;
        }
    }
}
