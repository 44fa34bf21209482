using System.CommandLine;
using System.Globalization;

namespace ActorQueue.Cli.CommandLine;

/// <summary>Options that several commands have, and the kinds of options that are checked alike.</summary>
internal static class CommandOptions
{
    public const string DefaultDataDirectory = "./.actorqueue";

    public static Option<string> Data()
    {
        var option = new Option<string>("--data")
        {
            Description = "Folder that holds everything that is kept: tasks, history, results",
            HelpName = "DIR",
            DefaultValueFactory = _ => DefaultDataDirectory,
        };
        option.Validators.Add(result =>
        {
            var path = result.GetValueOrDefault<string>();
            if (string.IsNullOrWhiteSpace(path))
            {
                result.AddError("--data must name a folder, it is empty.");
            }
            else if (File.Exists(path))
            {
                result.AddError($"--data must name a folder, '{path}' is a file.");
            }
        });
        return option;
    }

    public static Option<bool> Json(string description) => new("--json") { Description = description };

    public static Option<bool> Plain() => new("--plain") { Description = "Plain lines without colours or a live display; the default where there is no terminal" };

    public static Option<bool> Verbose() => new("--verbose") { Description = "Print the queue's log to standard error; implies plain lines" };

    /// <summary>A whole number within bounds; its error names option, value and range.</summary>
    public static Option<int?> Number(string name, string helpName, string description, int least, int most) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            {
                return number;
            }

            result.AddError($"{name} must be a whole number from {least} to {most}, it is '{text}'.");
            return null;
        },
    };

    /// <summary>A file that will be written at the end; that it cannot be is said at the beginning.</summary>
    public static Option<string?> OutputFile(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "FILE" };
        option.Validators.Add(result =>
        {
            var path = result.GetValueOrDefault<string?>();
            if (string.IsNullOrWhiteSpace(path))
            {
                result.AddError($"{name} must name a file, it is empty.");
                return;
            }

            var folder = Path.GetDirectoryName(Path.GetFullPath(path));
            if (Directory.Exists(path))
            {
                result.AddError($"{name} must name a file, '{path}' is a folder.");
            }
            else if (!Directory.Exists(folder))
            {
                result.AddError($"{name}: the folder '{folder}' does not exist.");
            }
        });
        return option;
    }

    /// <summary>One of some words.</summary>
    public static Option<string?> Word(string name, string helpName, string description, IReadOnlyList<string> words)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = helpName };
        option.Validators.Add(result =>
        {
            var value = result.GetValueOrDefault<string?>();
            if (value is null || !words.Contains(value, StringComparer.OrdinalIgnoreCase))
            {
                result.AddError($"{name} must be one of {string.Join(", ", words)}, it is '{value}'.");
            }
        });
        return option;
    }
}
