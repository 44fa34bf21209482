using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using ActorQueue.Contracts;

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

    public static Option<bool> Yes() => new("--yes") { Description = "Do not ask" };

    /// <summary>Asks before something that cannot be taken back.</summary>
    /// <exception cref="CommandFailedException">Nobody is there to be asked, or the answer was no.</exception>
    public static void Confirm(string question, bool isYes)
    {
        if (isYes)
        {
            return;
        }

        if (Console.IsInputRedirected)
        {
            throw new CommandFailedException(ExitCode.WrongUsage, "Nobody can be asked here: --yes says that it is meant. Nothing was changed.");
        }

        Console.Error.Write($"{question} [y/N] ");
        if (Console.ReadLine()?.Trim().ToUpperInvariant() is not ("Y" or "YES"))
        {
            throw new CommandFailedException(ExitCode.Refused, "Nothing was changed.");
        }
    }

    public static Option<bool> Plain() => new("--plain") { Description = "Plain lines without colours or a live display; the default where there is no terminal" };

    public static Option<bool> Verbose() => new("--verbose") { Description = "Print the queue's log to standard error; implies plain lines" };

    /// <summary>One task's id, or none.</summary>
    public static Argument<string?> TaskIdOrNone(string description)
    {
        var id = new Argument<string?>("ID") { Description = description, Arity = ArgumentArity.ZeroOrOne };
        id.Validators.Add(CheckTaskIds);
        return id;
    }

    /// <summary>The ids of tasks.</summary>
    public static Argument<string[]> TaskIds(string description, bool mayBeNone = false)
    {
        var ids = new Argument<string[]>("ID") { Description = description, Arity = mayBeNone ? ArgumentArity.ZeroOrMore : ArgumentArity.OneOrMore };
        ids.Validators.Add(CheckTaskIds);
        return ids;
    }

    /// <summary>Whether an argument is there. To be asked by a command's validators, who must not ask for its value: that would spare it its own.</summary>
    public static bool IsGiven(CommandResult command, Argument argument) => command.GetResult(argument) is { Tokens.Count: > 0 };

    /// <summary>A length of time: 500ms, 30s, 5m, 2h, 1d, or seconds as a number; null when it is none.</summary>
    public static TimeSpan? ParseDuration(string text)
    {
        var digits = text.AsSpan().TrimEnd("smhd");
        double? seconds = text[digits.Length..] switch
        {
            "ms" => 0.001,
            "s" or "" => 1,
            "m" => 60,
            "h" => 3600,
            "d" => 86_400,
            _ => null,
        };
        return seconds is { } unit && double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number * unit <= RetryOptions.MaxDuration.TotalSeconds
            ? TimeSpan.FromSeconds(number * unit)
            : null;
    }

    /// <summary>A length of time; its error shows how one is written.</summary>
    public static Option<TimeSpan?> Duration(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "T",
        CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            if (ParseDuration(text) is { } time)
            {
                return time;
            }

            result.AddError($"{name} must be a length of time such as 500ms, 30s, 5m, 2h or 1d, up to {RetryOptions.MaxDuration.TotalDays:F0}d, it is '{text}'.");
            return null;
        },
    };

    /// <summary>A priority by number or name.</summary>
    public static Option<int?> Priority(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N|low|normal|high|critical|urgent",
        CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            if (TaskPriority.TryParse(text, out var priority))
            {
                return priority;
            }

            result.AddError($"{name} must be a whole number, or low, normal, high, critical or urgent, it is '{text}'.");
            return null;
        },
    };

    public static void CheckTaskIds(ArgumentResult result)
    {
        foreach (var token in result.Tokens.Where(token => !token.Value.StartsWith('-') && !TaskId.TryParse(token.Value, out _)))
        {
            result.AddError($"ID must be a task's id (a UUID of version 7), it is '{token.Value}'.");
        }
    }

    /// <summary>A whole number within bounds; its error names option, value and range.</summary>
    public static Option<T?> Number<T>(string name, string helpName, string description, T least, T most)
        where T : struct, INumber<T>
    {
        return new Option<T?>(name) { Description = description, HelpName = helpName, CustomParser = Parse };

        T? Parse(ArgumentResult result)
        {
            var text = result.Tokens[^1].Value;
            if (T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            {
                return number;
            }

            result.AddError($"{name} must be a whole number from {least} to {most}, it is '{text}'.");
            return null;
        }
    }

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

    /// <summary>A folder for what is written at the end; made when it is absent.</summary>
    public static Option<string?> OutputFolder(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "DIR" };
        option.Validators.Add(result =>
        {
            var path = result.GetValueOrDefault<string?>();
            if (string.IsNullOrWhiteSpace(path))
            {
                result.AddError($"{name} must name a folder, it is empty.");
            }
            else if (File.Exists(path))
            {
                result.AddError($"{name} must name a folder, '{path}' is a file.");
            }
        });
        return option;
    }

    /// <summary>One of some words.</summary>
    public static Option<string?> Word(string name, string helpName, string description, IReadOnlyList<string> words)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = helpName };
        option.CompletionSources.Add([.. words]);
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
