using Akka.Actor;

namespace Akka.Tests.Actor;

public class PathTests : ActorSpec
{
    [Theory]
    [InlineData("akka://sys/user/a/b", "akka://sys/user/a/b", 0)]
    [InlineData("akka.tcp://sys@host:4053/user/a#42", "akka.tcp://sys@host:4053/user/a", 42)]
    [InlineData("akka://sys", "akka://sys/", 0)]
    public void A_path_is_parsed_and_printed(string text, string printed, long uid)
    {
        var path = ActorPath.Parse(text);

        path.ToString().ShouldBe(printed);
        path.Uid.ShouldBe(uid);
    }

    [Theory]
    [InlineData("http://sys/user")]
    [InlineData("/user/a")]
    [InlineData("akka://sys@host:port/user")]
    [InlineData("")]
    public void What_is_no_path_is_refused(string text) => ActorPath.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Paths_are_equal_without_their_uid_and_references_are_not()
    {
        var path = ActorPath.Parse("akka://sys/user/a");

        path.WithUid(1).ShouldBe(path.WithUid(2));
        path.WithUid(1).GetHashCode().ShouldBe(path.WithUid(2).GetHashCode());
        (path / "b").ShouldNotBe(path / "c");
        path.ShouldNotBe(ActorPath.Parse("akka://other/user/a"));
    }

    [Fact]
    public void Anonymous_actors_are_numbered_in_letters()
    {
        var names = Enumerable.Range(0, 3).Select(_ => NewProbe().Ref.Path.Name).ToArray();

        names.ShouldBe(["$a", "$b", "$c"]);
    }

    [Theory]
    [InlineData("$a")]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("ä")]
    public void A_bad_name_is_refused(string name) =>
        Should.Throw<InvalidActorNameException>(() => Sys.ActorOf(Scripted.Props((_, _) => { }), name));

    [Fact]
    public void A_name_in_use_is_refused()
    {
        NewProbe("once");

        Should.Throw<InvalidActorNameException>(() => NewProbe("once")).Message.ShouldContain("not unique");
    }

    [Fact]
    public void The_elements_of_a_path_lead_from_the_root()
    {
        var path = NewProbe("name").Ref.Path;

        path.Elements.ShouldBe(["user", "name"]);
        path.Parent.Name.ShouldBe("user");
        path.Root.ToString().ShouldBe("akka://test/");
        path.ToStringWithoutAddress().ShouldBe("/user/name");
    }

    [Fact]
    public void An_address_fills_in_where_the_path_is_local()
    {
        var path = ActorPath.Parse("akka://sys/user/a");

        path.ToStringWithAddress(new Address("akka.tcp", "sys", "host", 1)).ShouldBe("akka.tcp://sys@host:1/user/a");
    }
}
