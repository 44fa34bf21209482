namespace ActorQueue.Audio.Rhythm;

/// <summary>When a frame of the onset envelope is heard.</summary>
internal static class OnsetTime
{
    // Value 0 of the envelope is the rise from the first spectrum to the second.
    private const double FirstFrame = 1;

    // Between loud clicks, whose first trace at the edge of a frame is a large rise already, and notes that take some milliseconds to sound (tests hold clicks to 10 ms).
    private const double LeadFrames = 0.5;

    /// <summary>Seconds from the beginning of the audio, never before it.</summary>
    /// <param name="frame">Index into the envelope; fractions lie between frames.</param>
    /// <param name="framesPerSecond">Rate of the envelope.</param>
    public static double Seconds(double frame, double framesPerSecond) => Math.Max(0, (frame + FirstFrame + LeadFrames) / framesPerSecond);
}
