using System.Runtime.InteropServices;

namespace ActorQueue.Audio;

/// <summary>How far an analysis has come.</summary>
/// <param name="DecodedFrames">Frames (one sample of each channel) decoded and analysed so far.</param>
/// <param name="DeclaredFrames">Frames that the container declares; null when it doesn't say.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct AnalysisProgress(long DecodedFrames, long? DeclaredFrames)
{
    /// <summary>Done part of the whole, 0 to 1; null when the container declares no length.</summary>
    public double? Fraction => DeclaredFrames is > 0 and var declared
        ? Math.Clamp((double)DecodedFrames / declared, 0, 1)
        : null;
}
