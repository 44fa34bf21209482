using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Tests.Event;

public sealed class LoggingTests : IAsyncLifetime
{
    private static int _number;
    private ActorSystem? _system;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system?.Terminate().WaitAsync(TimeSpan.FromSeconds(20)) ?? Task.CompletedTask;

    [Fact]
    public async Task A_line_reaches_the_configured_logger_with_level_source_class_and_cause()
    {
        var system = Start("INFO");
        var cause = new InvalidOperationException("why");
        Logging.GetLogger(system, "unit").Error(cause, "{0} of {1:F1}", "one", 2.0);
        var line = await NextAsync(system);
        line.ShouldBeOfType<Error>();
        line.LogLevel().ShouldBe(LogLevel.ErrorLevel);
        line.Message.ToString().ShouldBe("one of 2.0");
        line.Cause.ShouldBe(cause);
        line.LogSource.ShouldStartWith("unit");
        line.ToString().ShouldContain("[ERROR]");
        line.ToString().ShouldContain("why");
    }

    [Fact]
    public async Task Levels_below_the_configured_one_are_off_and_their_arguments_are_never_formatted()
    {
        var system = Start("WARNING");
        var log = Logging.GetLogger(system, "unit");
        log.IsInfoEnabled.ShouldBeFalse();
        log.IsWarningEnabled.ShouldBeTrue();
        var counting = new CountsFormatting();
        log.Info("{0}", counting);
        log.Debug("{0}", counting);
        log.Warning("{0}", counting);
        (await NextAsync(system)).ShouldBeOfType<Warning>().Message.ToString().ShouldBe("formatted");
        counting.Times.ShouldBe(1);
    }

    [Fact]
    public async Task The_level_can_be_changed_while_the_system_runs()
    {
        var system = Start("ERROR");
        var log = Logging.GetLogger(system, "unit");
        log.Info("unheard");
        system.EventStream.SetLogLevel(LogLevel.InfoLevel);
        log.Info("heard");
        (await NextAsync(system)).Message.ToString().ShouldBe("heard");
    }

    [Fact]
    public async Task A_malformed_template_is_logged_as_it_is_and_the_logger_lives_on()
    {
        var system = Start("INFO");
        var log = Logging.GetLogger(system, "unit");
        log.Info("{named} {0} {", "argument");
        log.Info("braces {alone} need no arguments");
        var malformed = (await NextAsync(system)).Message.ToString()!;
        malformed.ShouldContain("{named}");
        malformed.ShouldContain("argument");
        (await NextAsync(system)).Message.ToString().ShouldBe("braces {alone} need no arguments");
    }

    [Fact]
    public async Task An_actors_logger_is_named_by_its_path_and_class()
    {
        var system = Start("INFO");
        var actor = system.ActorOf(Props.Create(() => new Talker()), "talker");
        actor.Tell("hello");
        var line = await NextAsync(system);
        line.LogSource.ShouldContain("akka://" + system.Name + "/user/talker");
        line.LogClass.ShouldBe(typeof(Talker));
    }

    [Fact]
    public void A_logger_that_does_not_exist_keeps_the_system_from_starting_and_is_named() =>
        Should.Throw<ConfigurationException>(() => ActorSystem.Create("broken", "akka { loggers = [\"No.Such.Logger\"], stdout-loglevel = OFF }"))
            .Message.ShouldContain("No.Such.Logger");

    [Fact]
    public async Task Dead_letters_are_logged_up_to_the_configured_number()
    {
        var system = Start("INFO", "akka.log-dead-letters = 2");
        var next = RecordingLogger.NextAsync(system, IsDeadLetter);
        while (!next.IsCompleted)
        {
            // The listener subscribes on a thread of its own, so the first letters may come too early for it.
            system.DeadLetters.Tell("lost", ActorRefs.NoSender);
            await system.ActorSelection("/user").Ask<ActorIdentity>(new Identify(1), TimeSpan.FromSeconds(20));
        }

        for (var i = 0; i < 4; i++)
        {
            system.DeadLetters.Tell("lost", ActorRefs.NoSender);
        }

        var first = (await next).Message.ToString()!;
        first.ShouldContain("[String]");
        first.ShouldContain("[1] dead letters");
        var last = (await RecordingLogger.NextAsync(system, IsDeadLetter)).Message.ToString()!;
        last.ShouldContain("[2] dead letters");
        last.ShouldContain("no more dead letters will be logged");
        (await RecordingLogger.DrainAsync(system)).ShouldNotContain(line => IsDeadLetter(line));
    }

    [Fact]
    public async Task Unhandled_messages_are_logged_when_that_is_switched_on()
    {
        var system = Start("DEBUG", "akka.actor.debug.unhandled = on");
        system.ActorOf(Props.Create(() => new Talker()), "talker").Tell(4711);
        var line = await RecordingLogger.NextAsync(system, one => one.Message.ToString()!.Contains("4711", StringComparison.Ordinal) && one is Debug);
        line.Message.ToString()!.ShouldContain("Unhandled message");
    }

    [Fact]
    public void Level_names_are_read_in_any_case_and_others_are_refused()
    {
        Logging.LogLevelFor("warning").ShouldBe(LogLevel.WarningLevel);
        Logging.StringFor(LogLevel.DebugLevel).ShouldBe("DEBUG");
        Logging.ClassFor(LogLevel.ErrorLevel).ShouldBe(typeof(Error));
        Should.Throw<ArgumentException>(() => Logging.LogLevelFor("loud"));
    }

    private static bool IsDeadLetter(LogEvent line) => line.Message.ToString()!.Contains("dead letters encountered", StringComparison.Ordinal);

    private static Task<LogEvent> NextAsync(ActorSystem system) =>
        RecordingLogger.NextAsync(system, line => line.LogSource.StartsWith("unit", StringComparison.Ordinal) || line.LogSource.Contains("/user/", StringComparison.Ordinal));

    private ActorSystem Start(string level, string more = "") => _system = ActorSystem.Create(
        $"logging-{Interlocked.Increment(ref _number)}",
        ConfigurationFactory.ParseString($"akka {{ loggers = [\"{RecordingLogger.Name}\"], loglevel = {level}, stdout-loglevel = OFF }}\n{more}"));

    private sealed class Talker : ReceiveActor
    {
        public Talker()
        {
            var log = Context.GetLogger();
            Receive<string>(text => log.Info(text));
        }
    }

    private sealed class CountsFormatting
    {
        public int Times { get; private set; }

        public override string ToString()
        {
            Times++;
            return "formatted";
        }
    }
}
