using Akka.Configuration;

namespace Akka.Tests.Configuration;

public sealed class HoconSyntaxTests
{
    [Fact]
    public void Objects_nest_by_braces_and_by_dotted_keys()
    {
        var config = ConfigurationFactory.ParseString("a { b.c = 1, d : { e = 2 } }\na.b.f = 3");
        config.GetInt("a.b.c").ShouldBe(1);
        config.GetInt("a.d.e").ShouldBe(2);
        config.GetInt("a.b.f").ShouldBe(3);
    }

    [Fact]
    public void The_whole_text_may_stand_in_braces() =>
        ConfigurationFactory.ParseString("// intro\n{ \"a\": {\"b\": [1, 2]}, \"c\": null }").GetIntList("a.b").ShouldBe([1, 2]);

    [Fact]
    public void Comments_end_at_the_line_and_not_inside_quotes()
    {
        var config = ConfigurationFactory.ParseString("""
            # first
            a = one # tail
            b = two // tail
            c = "no # comment // here"
            """);
        config.GetString("a").ShouldBe("one");
        config.GetString("b").ShouldBe("two");
        config.GetString("c").ShouldBe("no # comment // here");
    }

    [Fact]
    public void Text_is_joined_with_the_spaces_between_its_parts() =>
        ConfigurationFactory.ParseString("a =  one  \"two \" three  ").GetString("a").ShouldBe("one  two  three");

    [Fact]
    public void Quoted_text_knows_escapes_and_triple_quotes_know_none()
    {
        var config = ConfigurationFactory.ParseString("a = \"x\\n\\t\\\"\\\\\\u0041\"\nb = \"\"\"C:\\dir\n\"second\" line\"\"\"");
        config.GetString("a").ShouldBe("x\n\t\"\\A");
        config.GetString("b").ShouldBe("C:\\dir\n\"second\" line");
    }

    [Fact]
    public void A_key_in_quotes_may_contain_dots()
    {
        var config = ConfigurationFactory.ParseString("bindings { \"My.Type, Assembly\" = proto, \"a.b\".c = 1 }");
        config.GetString("bindings.\"My.Type, Assembly\"").ShouldBe("proto");
        config.GetInt("bindings.\"a.b\".c").ShouldBe(1);
        config.GetConfig("bindings")!.AsEnumerable().Select(item => item.Key).ShouldBe(["My.Type, Assembly", "a.b"]);
    }

    [Fact]
    public void A_later_assignment_replaces_a_value_and_merges_an_object()
    {
        var config = ConfigurationFactory.ParseString("a = 1\na = 2\no { x = 1, y = 1 }\no { y = 2 }");
        config.GetInt("a").ShouldBe(2);
        config.GetInt("o.x").ShouldBe(1);
        config.GetInt("o.y").ShouldBe(2);
    }

    [Fact]
    public void A_plain_value_between_hides_the_earlier_object()
    {
        var config = ConfigurationFactory.ParseString("o { x = 1 }\no = 7\no { y = 2 }");
        config.HasPath("o.x").ShouldBeFalse();
        config.GetInt("o.y").ShouldBe(2);
    }

    [Fact]
    public void Arrays_take_commas_or_lines_and_may_hold_objects()
    {
        var config = ConfigurationFactory.ParseString("a = [one\n two, \"three four\",\n]\nb = [{ n = 1 }, { n = 2 }] [{ n = 3 }]");
        config.GetStringList("a").ShouldBe(["one", "two", "three four"]);
        config.GetValue("b")!.GetArray().Select(item => item.GetObject()!.GetKey("n")!.GetInt()).ShouldBe([1, 2, 3]);
    }

    [Theory]
    [InlineData("a = ", 1, 5)]
    [InlineData("a = 1\nb { c = 2", 2, 10)]
    [InlineData("a = [1, 2\nb = 3", 2, 3)]
    [InlineData("a = \"open\nb = 1", 1, 5)]
    [InlineData("a = \"bad \\q\"", 1, 10)]
    [InlineData("a = 1\n\nb = * * * 5", 3, 5)]
    [InlineData("a = 1 }", 1, 7)]
    [InlineData("just words", 1, 11)]
    [InlineData("a = ${b", 1, 8)]
    [InlineData("= 1", 1, 1)]
    public void A_mistake_is_reported_with_its_line_and_column(string text, int line, int column)
    {
        var error = Should.Throw<ConfigurationException>(() => ConfigurationFactory.ParseString(text));
        error.Message.ShouldContain($"line {line}, column {column}:");
    }

    [Fact]
    public void Text_and_an_array_in_one_value_are_a_mistake() =>
        Should.Throw<ConfigurationException>(() => ConfigurationFactory.ParseString("a = text [1]"));

    [Fact]
    public void Endless_nesting_is_refused_instead_of_overflowing_the_stack()
    {
        var error = Should.Throw<ConfigurationException>(() => ConfigurationFactory.ParseString("a = " + new string('[', 100_000)));
        error.Message.ShouldContain("nested deeper");
    }

    [Fact]
    public void What_is_written_reads_back_the_same()
    {
        const string Source = "a { \"k.1\" = \"x y\", n = null, t = \"\", l = [1, \"two # 2\", { z = \"\\\"q\\\"\" }] }, b = on";
        var config = ConfigurationFactory.ParseString(Source);
        var again = ConfigurationFactory.ParseString(config.ToString());
        again.ToString().ShouldBe(config.ToString());
        again.GetString("a.\"k.1\"").ShouldBe("x y");
        again.GetString("a.n", "default").ShouldBeNull();
        again.GetString("a.t").ShouldBe("");
        again.GetValue("a.l")!.GetArray()[2].GetObject()!.GetKey("z")!.GetString().ShouldBe("\"q\"");
    }
}
