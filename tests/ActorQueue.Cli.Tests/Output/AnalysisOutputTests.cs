using System.Text;
using System.Text.Json;
using ActorQueue.Cli.Discovery;
using ActorQueue.Cli.Output;
using ActorQueue.Contracts;

namespace ActorQueue.Cli.Tests.Output;

public sealed class AnalysisOutputTests
{
    private static readonly TaskId Id = TaskId.Parse("01932c07-20e9-7000-8000-0123456789ab");

    [Fact]
    public void The_json_has_the_published_shape()
    {
        using var document = JsonDocument.Parse(Json(Completed("/m/a.wav"), Failed("/m/b.wav", "decode-failed", "not audio")));

        var root = document.RootElement;
        root.GetProperty("schemaVersion").GetInt32().ShouldBe(1);
        root.GetProperty("analyzerVersion").GetString().ShouldBe("7");
        var files = root.GetProperty("files");
        files.GetArrayLength().ShouldBe(2);
        files[0].EnumerateObject().Select(property => property.Name).ShouldBe(["path", "taskId", "status", "attempts", "error", "result"]);
        files[0].GetProperty("status").GetString().ShouldBe("completed");
        files[0].GetProperty("taskId").GetString().ShouldBe(Id.ToString());
        files[0].GetProperty("error").ValueKind.ShouldBe(JsonValueKind.Null);
        files[0].GetProperty("result").GetProperty("tempoBpm").GetDouble().ShouldBe(120.5);
        files[1].GetProperty("result").ValueKind.ShouldBe(JsonValueKind.Null);
        files[1].GetProperty("error").GetProperty("code").GetString().ShouldBe("decode-failed");
        files[1].GetProperty("error").GetProperty("message").GetString().ShouldBe("not audio");
    }

    [Fact]
    public void Names_come_back_from_the_json_as_they_were()
    {
        const string name = "/m/naïve \"quoted\" 日本\u001b[31m\n.wav";

        using var document = JsonDocument.Parse(Json(Completed(name)));

        document.RootElement.GetProperty("files")[0].GetProperty("path").GetString().ShouldBe(name);
    }

    [Fact]
    public void The_csv_has_one_line_a_file_and_quotes_what_needs_it()
    {
        var lines = Csv(Completed("/m/a, b.wav"), Failed("/m/c.wav", "decode-failed", "say \"no\"")).Split("\r\n");

        lines[0].ShouldStartWith("path,taskId,status,attempts,errorCode,errorMessage,durationSeconds,");
        lines[1].ShouldStartWith($"\"/m/a, b.wav\",{Id},completed,1,,,");
        lines[2].ShouldStartWith($"/m/c.wav,{Id},failed,4,decode-failed,\"say \"\"no\"\"\",");
        lines[3].ShouldBeEmpty();
        lines.Length.ShouldBe(4);
    }

    [Fact]
    public void Csv_values_stand_under_their_names_and_undefined_ones_are_empty()
    {
        var lines = Csv(Completed("/m/a.wav")).Split("\r\n");
        var values = lines[0].Split(',').Zip(lines[1].Split(',')).ToDictionary(pair => pair.First, pair => pair.Second);

        values["tempoBpm"].ShouldBe("120.5");
        values["key"].ShouldBe("A");
        values["integratedLufs"].ShouldBeEmpty();
        values["title"].ShouldBe("T");
        values["track"].ShouldBe("3");
        values["album"].ShouldBeEmpty();
    }

    [Fact]
    public void A_file_is_replaced_whole_or_not_at_all()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("out.json", "before");

        Should.Throw<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half"u8);
            throw new InvalidOperationException();
        }));
        File.ReadAllText(path).ShouldBe("before");

        AtomicFile.Write(path, stream => stream.Write("after"u8));
        File.ReadAllText(path).ShouldBe("after");
        Directory.GetFiles(folder.Path).ShouldHaveSingleItem();
    }

    internal static FileOutcome Completed(string path) => new(
        new FilePath(path), Id, QueueTaskStatus.Completed, 1, null,
        JsonDocument.Parse("""{"durationSeconds":61.2,"tempoBpm":120.5,"key":"A","scale":"minor","integratedLufs":null,"tags":{"title":"T","track":3,"album":null}}""").RootElement);

    internal static FileOutcome Failed(string path, string code, string message) =>
        new(new FilePath(path), Id, QueueTaskStatus.Failed, 4, new TaskError(code, message), null);

    private static string Json(params FileOutcome[] outcomes) => Written(stream => AnalysisJson.Write(stream, "7", outcomes));

    private static string Csv(params FileOutcome[] outcomes) => Written(stream => AnalysisCsv.Write(stream, outcomes));

    private static string Written(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
