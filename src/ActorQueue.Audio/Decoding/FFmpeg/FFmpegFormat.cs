namespace ActorQueue.Audio.Decoding.FFmpeg;

/// <summary>How far a container's own word about its length is to be believed.</summary>
internal enum LengthPromise
{
    /// <summary>It says nothing; what ffprobe tells then is a guess from the bitrate.</summary>
    None,

    /// <summary>A time for the whole of it, to be believed for the audio when there is nothing else in it.</summary>
    OfContainer,

    /// <summary>A time of the audio, near enough to find a loss.</summary>
    OfStream,

    /// <summary>The number of samples.</summary>
    Exact,
}

/// <summary>What ffmpeg calls a container, so that it reads the content as what it was sniffed to be and as nothing else.</summary>
/// <param name="Demuxer">ffmpeg's name.</param>
/// <param name="Length">What the container's length is worth.</param>
internal sealed record FFmpegFormat(string Demuxer, LengthPromise Length)
{
    /// <summary>
    /// What unknown content may turn out to be: only containers that hold all their data themselves. Playlists and scripts, which name other files, are not among them.
    /// </summary>
    public const string SelfContained =
        "aac,ac3,adx,ape,asf,avi,caf,dsf,dts,dtshd,eac3,flv,iff,loas,matroska,mlp,mov,mpeg,mpegts,mxf,nut,qcp,rm,tak,truehd,vqf,wv,xwma";

    /// <summary>Reads the declared length of the whole where ffprobe does not pass it on.</summary>
    public Func<Stream, double?>? ReadContainerSeconds { get; private init; }

    private static readonly Dictionary<string, FFmpegFormat> ByContent = new(StringComparer.Ordinal)
    {
        ["AAC"] = new("aac", LengthPromise.None),
        ["AIFF"] = new("aiff", LengthPromise.OfStream),
        ["AMR"] = new("amr", LengthPromise.None),
        ["AU"] = new("au", LengthPromise.OfStream),
        // Its writers put bytes, blocks or frames of video into the audio's length.
        ["AVI"] = new("avi", LengthPromise.None),
        ["big-endian WAV"] = new("wav", LengthPromise.OfStream),
        ["CAF"] = new("caf", LengthPromise.OfStream),
        ["DSDIFF"] = new("iff", LengthPromise.OfStream),
        ["DSF"] = new("dsf", LengthPromise.OfStream),
        ["Flash video"] = new("flv", LengthPromise.OfContainer),
        ["Matroska or WebM"] = new("matroska", LengthPromise.OfContainer),
        ["Monkey's Audio"] = new("ape", LengthPromise.Exact),
        ["MP4"] = new("mov", LengthPromise.OfStream),
        ["Musepack 7"] = new("mpc", LengthPromise.OfStream),
        ["Musepack 8"] = new("mpc8", LengthPromise.OfStream),
        ["Ogg"] = new("ogg", LengthPromise.None),
        ["RealMedia"] = new("rm", LengthPromise.OfStream),
        ["Shorten"] = new("shn", LengthPromise.None),
        ["TAK"] = new("tak", LengthPromise.Exact),
        ["True Audio"] = new("tta", LengthPromise.Exact),
        ["VOC"] = new("voc", LengthPromise.OfStream),
        ["W64"] = new("w64", LengthPromise.OfStream),
        ["WAV"] = new("wav", LengthPromise.OfStream),
        ["WavPack"] = new("wv", LengthPromise.Exact),
        ["WMA"] = new("asf", LengthPromise.OfContainer) { ReadContainerSeconds = AsfHeader.ReadSeconds },
    };

    /// <summary>The container of a content's name; null when only ffprobe can tell.</summary>
    public static FFmpegFormat? Of(string contentName) => ByContent.GetValueOrDefault(contentName);
}
