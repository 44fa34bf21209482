namespace NAudio.Wave;

/// <summary>A readable, usually seekable stream of audio bytes in one wave format. Positions count audio bytes, headers excluded.</summary>
public abstract class WaveStream : Stream, IWaveProvider
{
    public abstract WaveFormat WaveFormat { get; }

    /// <summary>Reads and positions should be multiples of this.</summary>
    public virtual int BlockAlign => WaveFormat.BlockAlign;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public virtual TimeSpan CurrentTime
    {
        get => ToTime(Position);
        set
        {
            var bytes = (long)(value.TotalSeconds * WaveFormat.AverageBytesPerSecond);
            Position = bytes - (bytes % BlockAlign);
        }
    }

    public virtual TimeSpan TotalTime => ToTime(Length);

    public virtual bool HasData(int count) => Position < Length;

    /// <summary>Moves by whole seconds, staying within the stream.</summary>
    public void Skip(int seconds) =>
        Position = Math.Clamp(Position + ((long)WaveFormat.AverageBytesPerSecond * seconds), 0, Length);

    public override long Seek(long offset, SeekOrigin origin)
    {
        Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => Position + offset,
            _ => Length + offset,
        };
        return Position;
    }

    public override void Flush()
    {
    }

    public override void SetLength(long length) => throw new NotSupportedException("A WaveStream has a fixed length");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A WaveStream is read-only");

    private TimeSpan ToTime(long bytes) => TimeSpan.FromSeconds((double)bytes / WaveFormat.AverageBytesPerSecond);
}
