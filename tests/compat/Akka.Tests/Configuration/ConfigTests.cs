using Akka.Configuration;

namespace Akka.Tests.Configuration;

public sealed class ConfigTests
{
    [Theory]
    [InlineData("10ms", 10)]
    [InlineData("2 seconds", 2_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("3m", 180_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("250", 250)]
    public void Durations_have_units_and_count_milliseconds_without_one(string text, double milliseconds) =>
        ConfigurationFactory.ParseString($"a = {text}").GetTimeSpan("a").ShouldBe(TimeSpan.FromMilliseconds(milliseconds));

    [Fact]
    public void An_infinite_duration_must_be_allowed()
    {
        var config = ConfigurationFactory.ParseString("a = infinite");
        config.GetTimeSpan("a").ShouldBe(Timeout.InfiniteTimeSpan);
        Should.Throw<FormatException>(() => config.GetTimeSpan("a", allowInfinite: false));
    }

    [Theory]
    [InlineData("100", 100)]
    [InlineData("100b", 100)]
    [InlineData("2kB", 2_000)]
    [InlineData("2 KiB", 2_048)]
    [InlineData("2k", 2_048)]
    [InlineData("1.5MiB", 1_572_864)]
    [InlineData("3MB", 3_000_000)]
    [InlineData("1GiB", 1_073_741_824)]
    public void Sizes_have_decimal_and_binary_units(string text, long bytes) =>
        ConfigurationFactory.ParseString($"a = {text}").GetByteSize("a").ShouldBe(bytes);

    [Theory]
    [InlineData("on", true)]
    [InlineData("yes", true)]
    [InlineData("true", true)]
    [InlineData("off", false)]
    [InlineData("no", false)]
    [InlineData("false", false)]
    public void Booleans_have_three_spellings(string text, bool value) =>
        ConfigurationFactory.ParseString($"a = {text}").GetBoolean("a", !value).ShouldBe(value);

    [Theory]
    [InlineData("ten")]
    [InlineData("3000000000")]
    [InlineData("null")]
    public void What_is_no_number_is_an_error_that_names_the_path(string text) =>
        Should.Throw<FormatException>(() => ConfigurationFactory.ParseString($"a.b = {text}").GetInt("a.b"))
            .Message.ShouldStartWith("a.b: ");

    [Fact]
    public void Defaults_answer_only_for_what_is_missing()
    {
        var config = ConfigurationFactory.ParseString("a = 1");
        config.GetInt("a", 9).ShouldBe(1);
        config.GetInt("b", 9).ShouldBe(9);
        config.GetString("a.b.c", "none").ShouldBe("none");
        config.GetTimeSpan("b", TimeSpan.FromSeconds(3)).ShouldBe(TimeSpan.FromSeconds(3));
        config.GetByteSize("b", 7).ShouldBe(7);
        config.GetStringList("b").ShouldBeEmpty();
        config.GetConfig("b").ShouldBeNull();
        config.GetConfig("b").IsNullOrEmpty().ShouldBeTrue();
    }

    [Fact]
    public void A_fallback_fills_gaps_at_every_depth()
    {
        var upper = ConfigurationFactory.ParseString("a { x = 1, list = [1] }\nb = text");
        var lower = ConfigurationFactory.ParseString("a { x = 9, y = 2, list = [8, 9] }\nb { z = 1 }\nc = 3");
        var config = upper.WithFallback(lower);
        config.GetInt("a.x").ShouldBe(1);
        config.GetInt("a.y").ShouldBe(2);
        config.GetIntList("a.list").ShouldBe([1]);
        config.GetString("b").ShouldBe("text");
        config.HasPath("b.z").ShouldBeFalse();
        config.GetInt("c").ShouldBe(3);
        config.GetConfig("a")!.GetInt("y").ShouldBe(2);
        upper.HasPath("c").ShouldBeFalse();
        lower.GetInt("a.x").ShouldBe(9);
    }

    [Fact]
    public void Layers_can_be_stacked_from_either_end()
    {
        Config first = "a = 1";
        Config second = "a = 2, b = 2";
        Config third = "a = 3, b = 3, c = 3";
        foreach (var config in (Config[])[first.WithFallback(second).WithFallback(third), first.WithFallback(second.WithFallback(third))])
        {
            config.AsEnumerable().ToDictionary(item => item.Key, item => item.Value.GetInt())
                .ShouldBe(new Dictionary<string, int> { ["a"] = 1, ["b"] = 2, ["c"] = 3 }, ignoreOrder: true);
        }
    }

    [Fact]
    public void A_configuration_is_no_fallback_of_itself()
    {
        Config config = "a = 1";
        Should.Throw<ArgumentException>(() => config.WithFallback(config));
        config.SafeWithFallback(config).ShouldBeSameAs(config);
    }

    [Fact]
    public void An_empty_configuration_answers_with_defaults_and_gives_way_to_any_layer()
    {
        ConfigurationFactory.Empty.IsEmpty.ShouldBeTrue();
        ConfigurationFactory.Empty.GetInt("a", 4).ShouldBe(4);
        ConfigurationFactory.Empty.WithFallback("a = 1").GetInt("a").ShouldBe(1);
        ConfigurationFactory.ParseString("").IsEmpty.ShouldBeTrue();
        ConfigurationFactory.Load().IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void The_defaults_of_the_runtime_come_with_the_assembly() =>
        ConfigurationFactory.Default().GetString("akka.loglevel").ShouldBe("INFO");

    [Fact]
    public void A_section_can_be_moved_to_another_key() =>
        ConfigurationFactory.ParseString("a { x = 1 }").GetValue("a")!.AtKey("b").GetInt("b.x").ShouldBe(1);

    [Fact]
    public void A_resource_that_is_not_there_is_an_error_that_lists_those_that_are() =>
        Should.Throw<ConfigurationException>(() => ConfigurationFactory.FromResource<ConfigTests>("nothing.conf"))
            .Message.ShouldContain("nothing.conf");
}
