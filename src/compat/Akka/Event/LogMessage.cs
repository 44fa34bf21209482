namespace Akka.Event;

/// <summary>A template and its arguments. The text is made when a logger asks for it, once for all loggers.</summary>
public abstract class LogMessage
{
    protected readonly ILogMessageFormatter Formatter;

    public LogMessage(ILogMessageFormatter formatter, string format)
    {
        Formatter = formatter;
        Format = format;
    }

    public string Format { get; }

    public abstract IEnumerable<object?> Parameters();

    public abstract string Unformatted();
}

internal sealed class TemplateMessage(ILogMessageFormatter formatter, string format, object?[] arguments)
    : LogMessage(formatter, format)
{
    private string? _text;

    public override IEnumerable<object?> Parameters() => arguments;

    public override string Unformatted() => $"Template: [{Format}], args: [{string.Join(", ", arguments)}]";

    public override string ToString() => _text ??= Text();

    // A mistake in a template must not take down the logger that prints it.
    private string Text()
    {
        try
        {
            return Formatter.Format(Format, arguments!);
        }
        catch (FormatException error)
        {
            return $"Malformed log message ({error.Message}) {Unformatted()}";
        }
    }
}
