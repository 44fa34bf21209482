using System.Text.Json.Serialization;
using ActorQueue.Contracts.Json;

namespace ActorQueue.Contracts.Api;

/// <summary>A task's new priority.</summary>
/// <param name="Priority">A number or a name.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PriorityRequest([property: JsonConverter(typeof(PriorityJsonConverter))] int Priority);

/// <summary>The kind that a request is about.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record KindRequest(string Kind);
