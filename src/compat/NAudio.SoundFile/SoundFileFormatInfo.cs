namespace NAudio.SoundFile;

/// <summary>A container that the installed libsndfile knows.</summary>
public sealed class SoundFileFormatInfo
{
    internal SoundFileFormatInfo(int rawFormat, string name, string extension)
    {
        RawFormat = rawFormat;
        Name = name;
        Extension = extension;
    }

    /// <summary>libsndfile's own number of the container.</summary>
    public int RawFormat { get; }

    public string Name { get; }

    /// <summary>The usual file extension without a dot; may be empty.</summary>
    public string Extension { get; }

    public override string ToString() => $"{Name} (.{Extension})";
}
