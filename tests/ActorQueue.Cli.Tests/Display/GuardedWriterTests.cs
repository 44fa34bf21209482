using System.Text;
using ActorQueue.Cli.Display;

namespace ActorQueue.Cli.Tests.Display;

public sealed class GuardedWriterTests
{
    [Fact]
    public void The_first_failure_is_kept_and_nothing_more_is_written()
    {
        var full = new FullWriter();
        using var writer = new GuardedWriter(full);

        writer.WriteLine("one");
        writer.WriteLine("two");
        writer.Flush();

        writer.Failure.ShouldBeOfType<IOException>().Message.ShouldBe("No space left");
        full.Writes.ShouldBe(1);
    }

    private sealed class FullWriter : TextWriter
    {
        public int Writes { get; private set; }

        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value)
        {
            Writes++;
            throw new IOException("No space left");
        }
    }
}
