using System.Globalization;
using ActorQueue.Schedules;

namespace ActorQueue.Tests.Schedules;

/// <summary>Clock changes of 2026: Berlin on 29 March at 01:00 UTC and 25 October at 01:00 UTC, New York on 8 March at 07:00 UTC and 1 November at 06:00 UTC.</summary>
public sealed class CronOccurrencesTests
{
    private const string Berlin = "Europe/Berlin";
    private const string NewYork = "America/New_York";

    private readonly CronOccurrences _occurrences = new();

    [Theory]
    [InlineData("30 2 * * *")]
    [InlineData("0 30 2 * * ?")]
    public void A_time_of_day_follows_the_zones_clock(string cron) =>
        Next(cron, Berlin, "2026-03-26T00:00Z", 2).ShouldBe(["2026-03-26T01:30Z", "2026-03-27T01:30Z"]);

    [Theory]
    [InlineData(Berlin, "2026-03-27T12:00Z", "2026-03-28T01:30Z", "2026-03-29T01:00Z", "2026-03-30T00:30Z")]
    [InlineData(NewYork, "2026-03-06T12:00Z", "2026-03-07T07:30Z", "2026-03-08T07:00Z", "2026-03-09T06:30Z")]
    public void A_time_that_the_clock_leaves_out_comes_at_once_after_the_gap(string zone, string after, params string[] expected) =>
        Next("30 2 * * *", zone, after, 3).ShouldBe(expected);

    [Theory]
    [InlineData(Berlin, "30 2 * * *", "2026-10-23T12:00Z", "2026-10-24T00:30Z", "2026-10-25T00:30Z", "2026-10-26T01:30Z")]
    [InlineData(NewYork, "30 1 * * *", "2026-10-30T12:00Z", "2026-10-31T05:30Z", "2026-11-01T05:30Z", "2026-11-02T06:30Z")]
    public void A_time_that_the_clock_shows_twice_comes_the_first_time_only(string zone, string cron, string after, params string[] expected) =>
        Next(cron, zone, after, 3).ShouldBe(expected);

    [Theory]
    [InlineData(Berlin, "2026-03-29T00:10Z", "2026-03-29T00:30Z", "2026-03-29T01:00Z", "2026-03-29T01:30Z", "2026-03-29T02:00Z")]
    [InlineData(Berlin, "2026-10-25T00:10Z", "2026-10-25T00:30Z", "2026-10-25T01:00Z", "2026-10-25T01:30Z", "2026-10-25T02:00Z")]
    [InlineData(NewYork, "2026-11-01T05:10Z", "2026-11-01T05:30Z", "2026-11-01T06:00Z", "2026-11-01T06:30Z", "2026-11-01T07:00Z")]
    public void A_rhythm_goes_on_through_a_change_of_the_clock(string zone, string after, params string[] expected) =>
        Next("0 */30 * * * ?", zone, after, 4).ShouldBe(expected);

    [Fact]
    public void A_rhythm_that_falls_into_the_gap_as_a_whole_comes_once_at_its_end() =>
        Next("0 */10 2 * * ?", Berlin, "2026-03-28T12:00Z", 2).ShouldBe(["2026-03-29T01:00Z", "2026-03-30T00:00Z"]);

    [Theory]
    [InlineData("30 2 * * *", Berlin, 365)]
    [InlineData("30 1 * * *", NewYork, 365)]
    [InlineData("0 0,30 2 * * ?", Berlin, 729)]
    [InlineData("0 */30 * * * ?", Berlin, 17519)]
    [InlineData("0 0 * * * ?", NewYork, 8759)]
    public void A_year_has_as_many_occurrences_as_it_has_days_or_hours_and_they_only_go_forward(string cron, string zone, int expected)
    {
        var end = Time("2027-01-02T00:00Z");
        var count = 0;
        for (var at = Time("2026-01-02T00:00Z"); _occurrences.Next(cron, zone, at) is { } next && next < end; at = next)
        {
            next.ShouldBeGreaterThan(at);
            next.Offset.ShouldBe(TimeSpan.Zero);
            count++;
        }

        // Of the two times that the gap swallows, which both come at its end, one task is made.
        count.ShouldBe(expected);
    }

    [Fact]
    public void Sundays_are_0_and_7_to_unix_and_1_to_quartz()
    {
        var sunday = new[] { "2026-03-01T12:00Z" };
        Next("0 12 * * 0", "UTC", "2026-02-25T00:00Z", 1).ShouldBe(sunday);
        Next("0 12 * * 7", "UTC", "2026-02-25T00:00Z", 1).ShouldBe(sunday);
        Next("0 0 12 ? * 1", "UTC", "2026-02-25T00:00Z", 1).ShouldBe(sunday);
    }

    [Fact]
    public void The_example_that_a_problem_gives_is_what_it_says() => Next("0 30 2 ? * MON-FRI", "UTC", "2026-02-27T00:00Z", 2)
        .ShouldBe(["2026-02-27T02:30Z", "2026-03-02T02:30Z"]);

    [Fact]
    public void An_expression_that_is_over_has_no_next() => _occurrences.Next("0 0 12 1 1 ? 2020", "UTC", Time("2026-01-01T00:00Z")).ShouldBeNull();

    [Theory]
    [InlineData("every day", "UTC", "'every day' has 2 parts; 5 (minute, hour, day, month, weekday)")]
    [InlineData("", "UTC", "'' has 0 parts")]
    [InlineData("0 0 0 0 0 0 0 0", "UTC", "'0 0 0 0 0 0 0 0' has 8 parts")]
    [InlineData("61 * * * *", "UTC", "the minute '61' of '61 * * * *' is not one of 0 to 59")]
    [InlineData("* 25 * * *", "UTC", "the hour '25'")]
    [InlineData("* * 0 * *", "UTC", "the day of the month '0'")]
    [InlineData("* * * MAI *", "UTC", "the month 'MAI' of '* * * MAI *' is not one of 1 to 12 or JAN to DEC")]
    [InlineData("* * * * FRY", "UTC", "the weekday 'FRY'")]
    [InlineData("61 0 0 ? * *", "UTC", "the second '61'")]
    [InlineData("0 61 0 ? * *", "UTC", "the minute '61'")]
    [InlineData("0 0 24 ? * *", "UTC", "the hour '24'")]
    [InlineData("0 0 0 32 * ?", "UTC", "the day of the month '32'")]
    [InlineData("0 0 0 ? 13 *", "UTC", "the month '13'")]
    [InlineData("0 0 0 ? * 9", "UTC", "the weekday '9'")]
    [InlineData("0 0 0 ? * * soon", "UTC", "the year 'soon'")]
    [InlineData("61 * * * *", "UTC", "Example: '0 30 2 ? * MON-FRI' is 02:30 on workdays")]
    [InlineData("0 12 * * *", "Europe/Atlantis", "Europe/Atlantis")]
    [InlineData("0 12 * * *", "../../etc/passwd", "not known")]
    public void What_cannot_be_read_is_named(string cron, string zone, string part) => _occurrences.ProblemWith(cron, zone)!.ShouldContain(part);

    [Fact]
    public void Any_text_is_either_read_or_refused_with_a_sentence()
    {
        var random = new Random(20260301);
        const string Characters = "0123456789*/-,?LW#H@ MONSATJAN";
        for (var round = 0; round < 20_000; round++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(1, 24)).Select(_ => Characters[random.Next(Characters.Length)])]);
            if (_occurrences.ProblemWith(text, "UTC") is null)
            {
                _occurrences.Next(text, "UTC", Time("2026-01-01T00:00Z"));
            }
        }
    }

    private string[] Next(string cron, string zone, string after, int count)
    {
        _occurrences.ProblemWith(cron, zone).ShouldBeNull();
        List<string> found = [];
        var at = Time(after);
        while (found.Count < count && _occurrences.Next(cron, zone, at) is { } next)
        {
            found.Add(next.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture));
            at = next;
        }

        return [.. found];
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
