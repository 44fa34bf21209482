namespace ActorQueue.Audio.Tonal;

/// <summary>
/// Key of a pitch class profile: the one of the 24 keys whose profile, turned to its tonic, correlates best (C. L. Krumhansl, Cognitive Foundations of Musical
/// Pitch, 1990, chapter 4). The correlation is the mean over several sources' profiles, since each errs on music that another was made from.
/// </summary>
internal static class KeyEstimator
{
    private static readonly KeyProfiles.Pair[] Sources =
        [KeyProfiles.Temperley, KeyProfiles.AlbrechtShanahan, KeyProfiles.KrumhanslKessler];

    /// <summary>The best key.</summary>
    /// <param name="strengths">Strength of the pitch classes C … B, 0 or greater, not all equal.</param>
    public static KeyEstimate Estimate(ReadOnlySpan<double> strengths)
    {
        // Square roots, so that one loud bass note doesn't outweigh a chord.
        Span<double> chroma = stackalloc double[12];
        for (var i = 0; i < chroma.Length; i++)
        {
            chroma[i] = Math.Sqrt(strengths[i]);
        }

        var best = new KeyEstimate(0, true, double.NegativeInfinity);
        for (var tonic = 0; tonic < 12; tonic++)
        {
            double major = 0;
            double minor = 0;
            foreach (var source in Sources)
            {
                major += Correlation(chroma, source.Major, tonic) / Sources.Length;
                minor += Correlation(chroma, source.Minor, tonic) / Sources.Length;
            }

            if (major > best.Strength)
            {
                best = new KeyEstimate(tonic, true, major);
            }

            if (minor > best.Strength)
            {
                best = new KeyEstimate(tonic, false, minor);
            }
        }

        return best;
    }

    private static double Correlation(ReadOnlySpan<double> chroma, double[] profile, int tonic)
    {
        double chromaMean = 0;
        double profileMean = 0;
        for (var i = 0; i < 12; i++)
        {
            chromaMean += chroma[i] / 12;
            profileMean += profile[i] / 12;
        }

        double product = 0;
        double chromaSquares = 0;
        double profileSquares = 0;
        for (var i = 0; i < 12; i++)
        {
            var x = chroma[(i + tonic) % 12] - chromaMean;
            var y = profile[i] - profileMean;
            product += x * y;
            chromaSquares += x * x;
            profileSquares += y * y;
        }

        return chromaSquares > 0 ? product / Math.Sqrt(chromaSquares * profileSquares) : 0;
    }
}
