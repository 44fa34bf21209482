namespace NAudio.SoundFile;

/// <summary>A container or codec family.</summary>
public enum SoundFileMajorFormat
{
    Wav = 0,
    Aiff = 1,
    Au = 2,
    Caf = 3,
    W64 = 4,
    Raw = 5,
    Flac = 6,
    OggVorbis = 7,
    Opus = 8,
    Mp3 = 9,
}
