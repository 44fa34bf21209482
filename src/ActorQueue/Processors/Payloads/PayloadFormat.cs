using System.Globalization;
using System.Net.Http.Headers;
using ActorQueue.Contracts;

namespace ActorQueue.Processors.Payloads;

/// <summary>What the tasks of one kind carry: its type, how it is written now, and how every version ever stored is read.</summary>
internal abstract class PayloadFormat(string kind, Type type, string contentType, PayloadVersions versions)
{
    private const string VersionParameter = "version";

    public string Kind => kind;

    public Type Type => type;

    /// <summary>The media type written now, without the version.</summary>
    public string ContentType => contentType;

    public PayloadVersions Versions => versions;

    /// <summary>The content type of a payload that is written now. A first version is not named: its payloads are read by those who know nothing of versions.</summary>
    public string WrittenContentType => versions.Newest == 1
        ? contentType
        : string.Create(CultureInfo.InvariantCulture, $"{contentType}; {VersionParameter}={versions.Newest}");

    /// <summary>The media type and version that a content type names.</summary>
    protected static (string MediaType, int Version) Parse(string contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var parsed) || parsed.MediaType is not { } mediaType)
        {
            throw new NotSupportedException($"'{contentType}' is not a content type");
        }

        var version = parsed.Parameters.FirstOrDefault(parameter => parameter.Name.Equals(VersionParameter, StringComparison.OrdinalIgnoreCase))?.Value;
        if (version is null)
        {
            return (mediaType, 1);
        }

        return int.TryParse(version.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1
            ? (mediaType, number)
            : throw new NotSupportedException($"'{version}' is not a version");
    }
}

/// <inheritdoc/>
/// <param name="kind">The kind.</param>
/// <param name="contentType">The media type written now.</param>
/// <param name="own">The kind's own serializer of that media type; null: a registered one.</param>
/// <param name="versions">The steps from older versions.</param>
internal sealed class PayloadFormat<TPayload>(string kind, string contentType, IPayloadSerializer? own, PayloadVersions versions)
    : PayloadFormat(kind, typeof(TPayload), contentType, versions)
{
    public ReadOnlyMemory<byte> Write(TPayload payload, PayloadFormats formats) => SerializerFor(ContentType, formats).Serialize(payload);

    /// <exception cref="TaskFailedException">Permanent: stored bytes do not mend themselves.</exception>
    public TPayload Read(TaskContext context, PayloadFormats formats)
    {
        try
        {
            var (mediaType, version) = Parse(context.ContentType);
            if (version > Versions.Newest)
            {
                throw new NotSupportedException($"it has version {version}, and this program knows {Versions.Newest} at most");
            }

            return SerializerFor(mediaType, formats).Deserialize<TPayload>(Versions.Lift(context.Payload, version));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new TaskFailedException(
                ErrorCodes.PayloadInvalid, $"The payload ({context.ContentType}) cannot be read as {typeof(TPayload).Name}: {e.Message}", FailureClass.Permanent, e);
        }
    }

    private IPayloadSerializer SerializerFor(string mediaType, PayloadFormats formats) =>
        own is not null && mediaType.Equals(own.ContentType, StringComparison.OrdinalIgnoreCase)
            ? own
            : formats.FindSerializer(mediaType) ?? throw new NotSupportedException($"no payload serializer is registered for {mediaType}");
}
