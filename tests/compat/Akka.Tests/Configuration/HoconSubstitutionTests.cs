using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Akka.Tests.Configuration;

public sealed class HoconSubstitutionTests
{
    [Fact]
    public void A_substitution_takes_the_value_at_a_path_wherever_it_stands()
    {
        var config = ConfigurationFactory.ParseString("a = ${b.c}\nb { c = 5, d = ${b.c}0 }");
        config.GetInt("a").ShouldBe(5);
        config.GetInt("b.d").ShouldBe(50);
    }

    [Fact]
    public void A_substitution_sees_the_last_assignment() =>
        ConfigurationFactory.ParseString("b { x = 1, y = ${b.x} }\nb { x = 2 }").GetInt("b.y").ShouldBe(2);

    [Fact]
    public void An_object_can_be_based_on_another()
    {
        var config = ConfigurationFactory.ParseString("base { x = 1, y { p = 1, q = 1 } }\nmine = ${base} { y.q = 2 }\nmine.z = 3");
        config.GetInt("mine.x").ShouldBe(1);
        config.GetInt("mine.y.p").ShouldBe(1);
        config.GetInt("mine.y.q").ShouldBe(2);
        config.GetInt("mine.z").ShouldBe(3);
        config.GetInt("base.y.q").ShouldBe(1);
    }

    [Fact]
    public void A_value_can_be_extended_by_referring_to_itself()
    {
        var config = ConfigurationFactory.ParseString("path = [1]\npath = ${path} [2]\npath += 3\na.b += x\na.b += y");
        config.GetIntList("path").ShouldBe([1, 2, 3]);
        config.GetStringList("a.b").ShouldBe(["x", "y"]);
    }

    [Fact]
    public void Appending_reaches_through_a_substituted_object()
    {
        var config = ConfigurationFactory.ParseString("base { l = [1] }\nmine = ${base}\nmine.l = ${mine.l} [2]\nmine.l += 3");
        config.GetIntList("mine.l").ShouldBe([1, 2, 3]);
        config.GetIntList("base.l").ShouldBe([1]);
    }

    [Fact]
    public void An_environment_variable_fills_in_what_the_text_does_not_define()
    {
        var name = "AKKA_TESTS_SUBSTITUTION";
        Environment.SetEnvironmentVariable(name, "from outside");
        try
        {
            ConfigurationFactory.ParseString("a = ${AKKA_TESTS_SUBSTITUTION}").GetString("a").ShouldBe("from outside");
            ConfigurationFactory.ParseString("AKKA_TESTS_SUBSTITUTION = inside\na = ${AKKA_TESTS_SUBSTITUTION}")
                .GetString("a").ShouldBe("inside");
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    [Fact]
    public void An_optional_substitution_that_is_missing_leaves_the_earlier_value()
    {
        var config = ConfigurationFactory.ParseString("a = 1\na = ${?no.such}\nb = ${?no.such}\nc = x${?no.such}y\nd = [1, ${?no.such}, 2]");
        config.GetInt("a").ShouldBe(1);
        config.HasPath("b").ShouldBeFalse();
        config.GetString("c").ShouldBe("xy");
        config.GetIntList("d").ShouldBe([1, 2]);
    }

    [Fact]
    public void A_required_substitution_that_is_missing_is_named_with_its_place()
    {
        var error = Should.Throw<ConfigurationException>(() => ConfigurationFactory.ParseString("a = 1\nb = ${no.such}"));
        error.Message.ShouldContain("${no.such}");
        error.Message.ShouldContain("line 2, column 5");
    }

    [Theory]
    [InlineData("a = ${a}")]
    [InlineData("a = ${b}\nb = ${a}")]
    [InlineData("a { b = 1, c = ${a} }")]
    [InlineData("a = ${b.x}\nb = ${c}\nc = ${b}")]
    public void A_circle_is_an_error_and_not_an_endless_loop(string text) =>
        Should.Throw<ConfigurationException>(() => ConfigurationFactory.ParseString(text));

    [Fact]
    public void An_include_is_answered_by_the_callback_and_merged_in_place()
    {
        HoconRoot Include(string name) => Parser.Parse(name == "inner" ? "deep = ${outer.own}" : "x = 1, own = 7, use = ${own}\ninclude \"inner\"", Include);

        var config = ConfigurationFactory.ParseString("outer { include \"lib\"\n x = 2 }\ninclude \"lib\"\nouter.own = 8", Include);
        config.GetInt("outer.x").ShouldBe(2);
        config.GetInt("x").ShouldBe(1);
        config.GetInt("outer.use").ShouldBe(8);
        config.GetInt("use").ShouldBe(7);
        config.GetInt("outer.deep").ShouldBe(8);
        config.GetInt("deep").ShouldBe(8);
    }

    [Fact]
    public void Content_that_is_included_twice_stays_apart()
    {
        var lib = Parser.Parse("o { x = 1 }", null);
        var config = ConfigurationFactory.ParseString("a { include \"lib\", o.x = 2 }\nb { include \"lib\" }", _ => lib);
        config.GetInt("a.o.x").ShouldBe(2);
        config.GetInt("b.o.x").ShouldBe(1);
    }

    [Fact]
    public void Without_a_callback_files_are_read_relative_to_the_including_file()
    {
        var directory = Directory.CreateTempSubdirectory("hocon").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(directory, "parts"));
            File.WriteAllText(Path.Combine(directory, "main.conf"), "include \"parts/one.conf\"\nb = ${a}");
            File.WriteAllText(Path.Combine(directory, "parts", "one.conf"), "a = 1\ninclude file(\"two.conf\")");
            File.WriteAllText(Path.Combine(directory, "parts", "two.conf"), "c = 3");
            var main = Path.Combine(directory, "main.conf").Replace("\\", "/", StringComparison.Ordinal);
            var config = ConfigurationFactory.ParseString($"include required(file(\"{main}\"))");
            config.GetInt("b").ShouldBe(1);
            config.GetInt("c").ShouldBe(3);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error_with_its_path() =>
        Should.Throw<ConfigurationException>(() => ConfigurationFactory.ParseString("include \"no/such.conf\""))
            .Message.ShouldContain("no/such.conf");

    [Fact]
    public void Files_that_include_each_other_are_an_error()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, $"include \"{file}\"");
            Should.Throw<ConfigurationException>(() => ConfigurationFactory.ParseString($"include \"{file}\""))
                .Message.ShouldContain("circle");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
