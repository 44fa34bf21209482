namespace ActorQueue.Audio.Signal;

/// <summary>Takes every frame of one <see cref="SpectrumPass"/>, in order, and keeps what it needs of it.</summary>
internal interface ISpectrumAnalyser
{
    /// <summary>Takes the next frame.</summary>
    /// <param name="power">|X[k]|² of the frame, k = 0 … size/2; valid during the call only.</param>
    void Process(ReadOnlySpan<float> power);
}
