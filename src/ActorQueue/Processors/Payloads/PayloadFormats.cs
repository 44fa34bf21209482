namespace ActorQueue.Processors.Payloads;

/// <summary>The payload formats of every kind that has one, and the registered serializers.</summary>
internal sealed class PayloadFormats
{
    private readonly Dictionary<string, PayloadFormat> _formats = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IPayloadSerializer> _serializers = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="QueueConfigurationException">Two serializers have one content type, a kind has none, or its versions have a gap.</exception>
    public PayloadFormats(IEnumerable<PayloadFormat> formats, IEnumerable<IPayloadSerializer> serializers)
    {
        List<string> problems = [];
        foreach (var serializer in serializers)
        {
            if (!_serializers.TryAdd(serializer.ContentType, serializer))
            {
                problems.Add($"two payload serializers are registered for {serializer.ContentType}");
            }
        }

        foreach (var format in formats)
        {
            // Two processors of one kind are the registry's to name.
            _formats[format.Kind] = format;
            problems.AddRange(format.Versions.Gaps().Select(version => $"the kind '{format.Kind}' has no step from payload version {version} to {version + 1}"));
            if (!format.ContentType.Equals(JsonPayloadSerializer.MediaType, StringComparison.OrdinalIgnoreCase) && FindSerializer(format.ContentType) is null)
            {
                problems.Add($"the kind '{format.Kind}' has payloads of {format.ContentType}, for which no payload serializer is registered");
            }
        }

        if (problems.Count > 0)
        {
            throw new QueueConfigurationException(problems);
        }
    }

    public IPayloadSerializer? FindSerializer(string mediaType) => _serializers.GetValueOrDefault(mediaType);

    /// <exception cref="ArgumentException">The kind has no typed processor here, or one of another payload.</exception>
    public PayloadFormat<TPayload> Of<TPayload>(string kind) => _formats.GetValueOrDefault(kind) switch
    {
        PayloadFormat<TPayload> format => format,
        null => throw new ArgumentException($"No processor with a typed payload is registered here for the kind '{kind}'.", nameof(kind)),
        { } other => throw new ArgumentException($"Tasks of the kind '{kind}' carry a {other.Type.Name}, not a {typeof(TPayload).Name}.", nameof(kind)),
    };
}
