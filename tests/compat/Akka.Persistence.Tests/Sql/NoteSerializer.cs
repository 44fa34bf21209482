using System.Text;
using Akka.Actor;
using Akka.Serialization;

namespace ActorQueue.Compat.PersistenceTests;

public sealed record Note(string Text);

/// <summary>Serializes notes, but refuses those that say so.</summary>
public sealed class NoteSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public const string Hocon = """

        akka.actor {
          serializers.notes = "ActorQueue.Compat.PersistenceTests.NoteSerializer, Akka.Persistence.Tests"
          serialization-bindings { "ActorQueue.Compat.PersistenceTests.Note, Akka.Persistence.Tests" = notes }
          serialization-identifiers { "ActorQueue.Compat.PersistenceTests.NoteSerializer, Akka.Persistence.Tests" = 4711 }
        }
        """;

    public override int Identifier => 4711;

    public override string Manifest(object o) => "note-v1";

    public override byte[] ToBinary(object obj) => obj is Note { Text: not "unserializable" } note
        ? Encoding.UTF8.GetBytes(note.Text)
        : throw new InvalidOperationException("this note cannot be serialized");

    public override object FromBinary(byte[] bytes, string manifest) => manifest == "note-v1"
        ? new Note(Encoding.UTF8.GetString(bytes))
        : throw new ArgumentException($"unknown manifest [{manifest}]", nameof(manifest));
}
