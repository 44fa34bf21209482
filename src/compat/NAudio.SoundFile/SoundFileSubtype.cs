namespace NAudio.SoundFile;

/// <summary>How samples are stored within a container.</summary>
public enum SoundFileSubtype
{
    /// <summary>What the container usually holds.</summary>
    Default = 0,
    PcmU8 = 1,
    PcmS8 = 2,
    Pcm16 = 3,
    Pcm24 = 4,
    Pcm32 = 5,
    Float = 6,
    Double = 7,
    Vorbis = 8,
    Opus = 9,
    Mp3 = 10,
}
