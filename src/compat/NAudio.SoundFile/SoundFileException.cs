namespace NAudio.SoundFile;

/// <summary>A libsndfile call failed.</summary>
public class SoundFileException : Exception
{
    public SoundFileException(string message, int errorCode)
        : base(message) => ErrorCode = errorCode;

    public SoundFileException(string message, int errorCode, Exception innerException)
        : base(message, innerException) => ErrorCode = errorCode;

    public SoundFileException(int errorCode, string function, string message)
        : base($"{function}: {message}")
    {
        ErrorCode = errorCode;
        Function = function;
    }

    /// <summary>The number that sf_error gave; 0 when a file could not be opened at all.</summary>
    public int ErrorCode { get; }

    /// <summary>The call that failed; null when it is not known.</summary>
    public string? Function { get; }
}
