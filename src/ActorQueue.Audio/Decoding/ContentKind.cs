namespace ActorQueue.Audio.Decoding;

/// <summary>What the first bytes of a file say that it is.</summary>
internal enum ContentKind
{
    /// <summary>Nothing that is known.</summary>
    Unknown,

    /// <summary>RIFF/WAVE, RF64, BW64.</summary>
    Wave,

    /// <summary>FORM/AIFF or AIFC.</summary>
    Aiff,

    /// <summary>Native FLAC.</summary>
    Flac,

    /// <summary>An Ogg stream: Vorbis, Opus, FLAC or Speex.</summary>
    Ogg,

    /// <summary>MPEG audio, layers I to III.</summary>
    MpegAudio,

    /// <summary>Audio that only libsndfile may know: CAF, W64, AU, VOC, big-endian WAV.</summary>
    OtherSoundFile,

    /// <summary>Audio that only ffmpeg knows: MP4, WMA, Matroska, WavPack ….</summary>
    ForeignAudio,

    /// <summary>Known, and not audio.</summary>
    NotAudio,
}

/// <summary>The kind and its name for messages.</summary>
internal readonly record struct Content(ContentKind Kind, string Name);
