using System.Runtime.InteropServices;
using NAudio.SoundFile.Interop;
using NAudio.Wave;

namespace NAudio.SoundFile;

/// <summary>
/// Decodes whatever the installed libsndfile knows, as 32-bit float. Reading past damage throws <see cref="SoundFileException"/>.
/// </summary>
public sealed class SoundFileReader : WaveStream, ISampleProvider
{
    private const int SeekFromStart = 0;
    private const int SeekFromEnd = 2;

    private readonly SoundFileHandle _handle;
    private readonly StreamCallbacks? _callbacks;
    private readonly bool _isSeekable;
    private readonly int _frameSize;
    private long _positionFrames;

    /// <summary>Opens a file by its path.</summary>
    /// <exception cref="SoundFileException">The file cannot be opened or is of no known format.</exception>
    /// <exception cref="DllNotFoundException">libsndfile is not installed.</exception>
    public SoundFileReader(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var info = default(SoundFileInfo);
        _handle = SoundFileHandle.FromOpen(SoundFileLibrary.Open(path, SoundFileLibrary.ReadMode, ref info), "sf_open");
        (WaveFormat, _frameSize, _isSeekable) = Describe(info);
        Length = FindLength(info);
        Tags = SoundFileTags.ReadFrom(_handle);
    }

    /// <summary>Reads a stream that the caller keeps the ownership of.</summary>
    /// <exception cref="SoundFileException">The stream fails or is of no known format.</exception>
    /// <exception cref="DllNotFoundException">libsndfile is not installed.</exception>
    public SoundFileReader(Stream inputStream)
    {
        ArgumentNullException.ThrowIfNull(inputStream);
        if (!inputStream.CanRead)
        {
            throw new ArgumentException("The stream must be readable", nameof(inputStream));
        }

        _callbacks = new StreamCallbacks(inputStream);
        try
        {
            var info = default(SoundFileInfo);
            var table = StreamCallbacks.Table;
            _handle = SoundFileHandle.FromOpen(
                SoundFileLibrary.OpenVirtual(ref table, SoundFileLibrary.ReadMode, ref info, _callbacks.UserData), "sf_open_virtual");
            (WaveFormat, _frameSize, _isSeekable) = Describe(info);
            Length = FindLength(info);
            Tags = SoundFileTags.ReadFrom(_handle);
        }
        catch
        {
            _handle?.Dispose();
            _callbacks.Dispose();
            throw;
        }
    }

    public SoundFileTags Tags { get; }

    public override WaveFormat WaveFormat { get; }

    public override bool CanSeek => _isSeekable;

    /// <summary>Bytes of decoded float audio, as far as libsndfile can tell; 0 when it cannot.</summary>
    public override long Length { get; }

    public override long Position
    {
        get => _positionFrames * _frameSize;
        set
        {
            if (!_isSeekable)
            {
                throw new InvalidOperationException("This source is not seekable");
            }

            var frame = SoundFileLibrary.Seek(_handle, value / _frameSize, SeekFromStart);
            if (frame < 0)
            {
                _handle.ThrowIfFaulted("sf_seek");
            }

            _positionFrames = frame;
        }
    }

    /// <summary>Reads whole frames of interleaved samples; returns the number of samples.</summary>
    public int Read(Span<float> buffer)
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        var wanted = buffer.Length / WaveFormat.Channels;
        if (wanted == 0)
        {
            return 0;
        }

        var frames = SoundFileLibrary.ReadFrames(_handle, buffer, wanted);
        _callbacks?.ThrowIfFaulted();
        if (frames < wanted)
        {
            // Short means the end of the audio or damage; only the error number tells.
            _handle.ThrowIfFaulted("sf_readf_float");
        }

        _positionFrames += frames;
        return (int)frames * WaveFormat.Channels;
    }

    public override int Read(Span<byte> buffer) => Read(MemoryMarshal.Cast<byte, float>(buffer)) * sizeof(float);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _handle.Dispose();
            _callbacks?.Dispose();
        }

        base.Dispose(disposing);
    }

    private static (WaveFormat Format, int FrameSize, bool IsSeekable) Describe(SoundFileInfo info) =>
        (WaveFormat.CreateIeeeFloatWaveFormat(info.SampleRate, info.Channels), info.Channels * sizeof(float), info.Seekable != 0);

    /// <summary>Some streamed formats are opened without a length; then their end is looked for.</summary>
    private long FindLength(SoundFileInfo info)
    {
        var frames = info.Frames;
        if (frames <= 0 && _isSeekable)
        {
            frames = SoundFileLibrary.Seek(_handle, 0, SeekFromEnd);
            _ = SoundFileLibrary.Seek(_handle, 0, SeekFromStart);
        }

        // An unknown length may also come as the largest number there is.
        return frames > 0 && frames <= long.MaxValue / _frameSize ? frames * _frameSize : 0;
    }
}
