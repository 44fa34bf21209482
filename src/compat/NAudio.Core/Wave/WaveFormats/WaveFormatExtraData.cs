using System.Runtime.InteropServices;

namespace NAudio.Wave;

/// <summary>A wave format read from a file, with the bytes that follow its common part.</summary>
[StructLayout(LayoutKind.Sequential, CharSet = CharSet.Ansi, Pack = 2)]
public class WaveFormatExtraData : WaveFormat
{
    private byte[] _extraData = [];

    public WaveFormatExtraData(BinaryReader reader)
        : base(reader) => ReadExtraData(reader);

    internal WaveFormatExtraData()
    {
    }

    public byte[] ExtraData => _extraData;

    public override void Serialize(BinaryWriter writer)
    {
        base.Serialize(writer);
        writer.Write(_extraData);
    }

    internal void ReadExtraData(BinaryReader reader)
    {
        if (extraSize <= 0)
        {
            return;
        }

        _extraData = reader.ReadBytes(extraSize);
        extraSize = (short)_extraData.Length;
    }
}
