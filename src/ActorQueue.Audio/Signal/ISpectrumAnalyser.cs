namespace ActorQueue.Audio.Signal;

/// <summary>Takes every frame of one <see cref="SpectrumPass"/>, in order, and keeps what it needs of it.</summary>
internal interface ISpectrumAnalyser
{
    /// <summary>Takes the next frame; it is valid during the call only.</summary>
    void Process(SpectrumFrame frame);
}
