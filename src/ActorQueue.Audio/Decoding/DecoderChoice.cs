using ActorQueue.Audio.Decoding.Aiff;
using ActorQueue.Audio.Decoding.FFmpeg;
using ActorQueue.Audio.Decoding.Flac;
using ActorQueue.Audio.Decoding.Mpeg;
using ActorQueue.Audio.Decoding.Ogg;
using ActorQueue.Audio.Decoding.SoundFile;
using ActorQueue.Audio.Decoding.Wave;
using NAudio.SoundFile;

namespace ActorQueue.Audio.Decoding;

/// <summary>Finds the decoder for sniffed content: our own first, then libsndfile in this process, then ffmpeg in one of its own.</summary>
/// <param name="stream">The content.</param>
/// <param name="content">What it is.</param>
/// <param name="name">The file's name, for messages; null when there is none.</param>
/// <param name="probe">Looks at what is installed; asked only when that matters.</param>
/// <param name="cancellationToken">Ends child processes, and walks through long files.</param>
internal sealed class DecoderChoice(Stream stream, Content content, string? name, Func<CodecProbe> probe, CancellationToken cancellationToken)
{
    private readonly Lazy<CodecProbe> _installed = new(probe);

    public AudioSource Open() => content.Kind switch
    {
        ContentKind.Wave => WaveDecoder.Open(stream) ?? OpenMpegInWave() ?? OpenOther(),
        ContentKind.Aiff => AiffDecoder.Open(stream) ?? OpenOther(),
        ContentKind.OtherSoundFile => OpenOther(),
        ContentKind.Flac => OpenWithSoundFile(FlacDecoder.Open),
        ContentKind.Ogg => OpenWithSoundFile(source => OggDecoder.Open(source, () => _installed.Value.IsFFmpegInstalled ? OpenWithFFmpeg() : null, cancellationToken)),
        ContentKind.MpegAudio => OpenWithSoundFile(source => MpegDecoder.Open(source, cancellationToken)),
        ContentKind.ForeignAudio => _installed.Value.IsFFmpegInstalled ? OpenWithFFmpeg()! : throw CodecProbe.FFmpegMissing(content.Name),
        ContentKind.Unknown => (_installed.Value.IsFFmpegInstalled ? OpenWithFFmpeg() : null) ?? throw NotAudio(),
        ContentKind.NotAudio => throw NotAudio(),
        _ => throw new InvalidOperationException($"unknown content {content}"),
    };

    /// <summary>libsndfile guesses the length of MP3 within WAV; its frames can be counted like any other's.</summary>
    private AudioSource? OpenMpegInWave() => WaveDecoder.FindMpegAudio(stream) is { } frames
        ? OpenWithSoundFile(_ => MpegDecoder.Open(frames, cancellationToken))
        : null;

    /// <summary>
    /// FLAC, Ogg and MP3 are decoded by libsndfile alone, because they are held to a count of their own frames that is made for its ways.
    /// </summary>
    private AudioSource OpenWithSoundFile(Func<Stream, AudioSource> open) =>
        _installed.Value.WhyNot(content.Kind, content.Name) is { } missing ? throw missing : open(stream);

    /// <summary>A codec that libsndfile may lack in a container that it knows (AAC in CAF, one of WAV's hundred) is ffmpeg's.</summary>
    private AudioSource OpenOther()
    {
        try
        {
            return OpenWithSoundFile(source => SoundFileDecoder.Open(source, content.Name));
        }
        catch (AudioException e) when (_installed.Value.IsFFmpegInstalled && (e.Code == AudioErrorCodes.CodecMissing || e.InnerException is SoundFileException))
        {
            return OpenWithFFmpeg()!;
        }
    }

    private AudioSource? OpenWithFFmpeg() =>
        FFmpegDecoder.Open(stream, content.Name, FFmpegFormat.Of(content.Name), _installed.Value, cancellationToken);

    private AudioException NotAudio() => AudioException.DecodeFailed(
        $"not audio: the content is {content.Name}{(name is null ? "" : $", whatever the name {Path.GetFileName(name)} says")}");
}
