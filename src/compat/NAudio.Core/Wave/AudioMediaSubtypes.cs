namespace NAudio.Wave;

/// <summary>Sub-format identifiers of extensible wave formats.</summary>
public class AudioMediaSubtypes
{
    public static readonly Guid MEDIASUBTYPE_PCM = new("00000001-0000-0010-8000-00AA00389B71");
    public static readonly Guid MEDIASUBTYPE_IEEE_FLOAT = new("00000003-0000-0010-8000-00AA00389B71");
}
