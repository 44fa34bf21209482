using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorQueue.Processors.Payloads;

/// <summary>
/// How stored payloads of older versions of a kind become what its processor reads today, step by step. A payload's version stands in its content type
/// (<c>application/json; version=2</c>); without one it is version 1. The newest version is the one after the last step.
/// </summary>
public sealed class PayloadVersions
{
    private readonly SortedDictionary<int, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>> _steps = [];

    /// <summary>The version that is written now.</summary>
    public int Newest => _steps.Count == 0 ? 1 : _steps.Keys.Last() + 1;

    /// <summary>Lifts a JSON payload by one version.</summary>
    /// <param name="fromVersion">The version that it lifts from, 1 or more; to the one after.</param>
    /// <param name="step">Returns the payload in the next version; it may change the one it is given.</param>
    public PayloadVersions Upcast(int fromVersion, Func<JsonNode, JsonNode> step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return UpcastBytes(fromVersion, content =>
            Encoding.UTF8.GetBytes(step(JsonNode.Parse(content.Span) ?? throw new JsonException("the payload is null")).ToJsonString()));
    }

    /// <summary>Lifts a payload of any format by one version.</summary>
    /// <param name="fromVersion">The version that it lifts from, 1 or more; to the one after.</param>
    /// <param name="step">Returns the payload in the next version.</param>
    public PayloadVersions UpcastBytes(int fromVersion, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> step)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentOutOfRangeException.ThrowIfLessThan(fromVersion, 1);
        if (!_steps.TryAdd(fromVersion, step))
        {
            throw new ArgumentException($"Version {fromVersion} already has a step to version {fromVersion + 1}.", nameof(fromVersion));
        }

        return this;
    }

    /// <summary>The versions between the first step and the last that none lifts from.</summary>
    internal IEnumerable<int> Gaps() => Enumerable.Range(1, Newest - 1).SkipWhile(version => !_steps.ContainsKey(version)).Where(version => !_steps.ContainsKey(version));

    internal ReadOnlyMemory<byte> Lift(ReadOnlyMemory<byte> content, int fromVersion)
    {
        for (var version = fromVersion; version < Newest; version++)
        {
            var step = _steps.GetValueOrDefault(version) ?? throw new NotSupportedException($"no step leads from version {version} to version {version + 1}");
            content = step(content);
        }

        return content;
    }
}
