using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace Akka.Tests.Serialization;

public sealed class SerializationTests : SystemTest
{
    private const string Config = """
        akka.actor {
          serializers {
            shape = "Akka.Tests.Serialization.ShapeSerializer, Akka.Tests"
            circle = "Akka.Tests.Serialization.CircleSerializer, Akka.Tests"
          }
          serialization-bindings {
            "Akka.Tests.Serialization.IShape, Akka.Tests" = shape
            "Akka.Tests.Serialization.Circle, Akka.Tests" = circle
          }
          serialization-identifiers { "Akka.Tests.Serialization.ShapeSerializer, Akka.Tests" = 4711 }
        }
        """;

    public SerializationTests()
        : base(Config)
    {
    }

    private Akka.Serialization.Serialization Serialization => System.Serialization;

    [Fact]
    public void A_message_comes_back_through_the_serializer_that_its_type_is_bound_to()
    {
        var square = new Square(7);
        var serializer = Serialization.FindSerializerFor(square);
        serializer.ShouldBeOfType<ShapeSerializer>().Identifier.ShouldBe(4711);
        var manifest = Akka.Serialization.Serialization.ManifestFor(serializer, square);
        manifest.ShouldBe("sq");
        Serialization.Deserialize(Serialization.Serialize(square), serializer.Identifier, manifest).ShouldBe(square);
    }

    [Fact]
    public void The_most_specific_binding_wins_over_an_interface_and_covers_derived_types()
    {
        Serialization.FindSerializerForType(typeof(Circle)).ShouldBeOfType<CircleSerializer>();
        Serialization.FindSerializerForType(typeof(Disc)).ShouldBeOfType<CircleSerializer>();
        Serialization.FindSerializerForType(typeof(Square)).ShouldBeOfType<ShapeSerializer>();
    }

    [Fact]
    public void Bytes_are_id_4_and_travel_as_they_are_without_a_manifest()
    {
        byte[] bytes = [1, 2, 3];
        var serializer = Serialization.FindSerializerFor(bytes);
        serializer.Identifier.ShouldBe(4);
        Akka.Serialization.Serialization.ManifestFor(serializer, bytes).ShouldBe("");
        Serialization.Deserialize(serializer.ToBinary(bytes), 4, "").ShouldBe(bytes);
    }

    [Theory]
    [InlineData("grün", "System.String, System.Private.CoreLib", "6772C3BC6E")]
    [InlineData(258, "System.Int32, System.Private.CoreLib", "02010000")]
    [InlineData(258L, "System.Int64, System.Private.CoreLib", "0201000000000000")]
    public void Strings_ints_and_longs_are_id_17_in_the_official_form(object value, string manifest, string hex)
    {
        var serializer = Serialization.FindSerializerFor(value);
        serializer.Identifier.ShouldBe(17);
        Akka.Serialization.Serialization.ManifestFor(serializer, value).ShouldBe(manifest);
        Convert.ToHexString(serializer.ToBinary(value)).ShouldBe(hex);
        Serialization.Deserialize(Convert.FromHexString(hex), 17, manifest).ShouldBe(value);
    }

    [Theory]
    [InlineData("S", "x")]
    [InlineData("System.String, mscorlib", "x")]
    public void Manifests_of_other_writers_are_read(string manifest, string value) =>
        Serialization.Deserialize(Encoding.UTF8.GetBytes(value), 17, manifest).ShouldBe(value);

    [Fact]
    public void Null_has_a_serializer_of_its_own()
    {
        var serializer = Serialization.FindSerializerFor(null!);
        serializer.Identifier.ShouldBe(0);
        Serialization.Deserialize(serializer.ToBinary(null!), 0, "").ShouldBeNull();
    }

    [Fact]
    public void A_type_without_a_binding_is_refused_by_name_unless_a_default_is_named()
    {
        Should.Throw<SerializationException>(() => Serialization.FindSerializerForType(typeof(SerializationTests)))
            .Message.ShouldContain(typeof(SerializationTests).FullName!);
        Serialization.FindSerializerForType(typeof(SerializationTests), "bytes").Identifier.ShouldBe(4);
    }

    [Fact]
    public void Bytes_of_an_unknown_serializer_are_refused_by_id() =>
        Should.Throw<SerializationException>(() => Serialization.Deserialize([], 12345, "x")).Message.ShouldContain("12345");

    [Fact]
    public void A_reference_is_written_with_address_and_uid_and_resolves_to_the_same_actor()
    {
        var collector = NewCollector();
        var path = Akka.Serialization.Serialization.SerializedActorPath(collector.Ref);
        path.ShouldStartWith("akka://test/user/");
        path.ShouldContain("#");
        Serialization.DeserializeActorRef(path).ShouldBe(collector.Ref);
    }

    [Theory]
    [InlineData("akka.actor.serializers.x = \"No.Such.Type, Akka.Tests\"", "No.Such.Type")]
    [InlineData("akka.actor.serialization-bindings.\"System.String\" = nobody", "nobody")]
    [InlineData("akka.actor.serialization-bindings.\"No.Such.Type\" = bytes", "No.Such.Type")]
    [InlineData("akka.actor.serializers.twin = \"Akka.Tests.Serialization.TwinSerializer, Akka.Tests\"", "identifier 4")]
    public void A_mistake_in_the_configuration_keeps_the_system_from_starting_and_is_named(string config, string named) =>
        Should.Throw<ConfigurationException>(() => ActorSystem.Create("broken", ConfigurationFactory.ParseString(config)))
            .Message.ShouldContain(named);
}

public interface IShape;

public sealed record Square(int Side) : IShape;

public record Circle(int Radius) : IShape;

public sealed record Disc(int Radius) : Circle(Radius);

public sealed class ShapeSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override byte[] ToBinary(object obj) => [(byte)((Square)obj).Side];

    public override object FromBinary(byte[] bytes, string manifest) => manifest == "sq"
        ? new Square(bytes[0])
        : throw new SerializationException(manifest);

    public override string Manifest(object o) => "sq";
}

public sealed class CircleSerializer(ExtendedActorSystem system) : Serializer(system)
{
    public override int Identifier => 4712;

    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj) => [(byte)((Circle)obj).Radius];

    public override object FromBinary(byte[] bytes, Type? type) => new Circle(bytes[0]);
}

public sealed class TwinSerializer(ExtendedActorSystem system) : Serializer(system)
{
    public override int Identifier => 4;

    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj) => [];

    public override object FromBinary(byte[] bytes, Type? type) => bytes;
}
