using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using LossGen.Benchmarks.Accuracy;
using LossGen.Benchmarks.Analyzer;
using LossGen.Benchmarks.Generator;
using LossGen.Benchmarks.Micro;
using LossGen.Benchmarks.Numbers;
using LossGen.Benchmarks.Peers;
using LossGen.Benchmarks.Peers.MlNet;
using LossGen.Benchmarks.Peers.Texts;
using LossGen.Benchmarks.Peers.Tokens;
using LossGen.Benchmarks.Robust;

namespace LossGen.Benchmarks;

/// <summary>The command line.</summary>
internal static class Commands
{
    private const int WrongUsage = 2;

    public static int Run(string[] args)
    {
        ParseResult result = new RootCommand("Measures LossGen. Without a command: micro.")
        {
            PeersCommand(), TextsCommand(), TokensCommand(), MlNetCommand(), RobustCommand(), RobustTableCommand(), MicroCommand(), GeneratorCommand(), AnalyzerCommand(),
            NumbersCommand(), DigitsCommand(), ReviewsCommand(), LanguageCommand(),
        }.Parse(args);
        if (result.Errors.Count == 0) return result.Invoke();

        foreach (ParseError error in result.Errors) Console.Error.WriteLine(error.Message);
        Console.Error.WriteLine("What can be asked for: --help, or --help after a command.");
        return WrongUsage;
    }

    private static Command PeersCommand()
    {
        var samples = new Option<int>("--samples")
        {
            Description = $"Samples of each figure, of which the median counts; {Sampling.FewestSamples} or more",
            HelpName = "number",
            DefaultValueFactory = static _ => 7,
            CustomParser = static result =>
            {
                string text = result.Tokens[0].Value;
                bool isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count);
                if (isNumber && count >= Sampling.FewestSamples) return count;
                result.AddError($"--samples is '{text}'; expected a whole number of {Sampling.FewestSamples} or more.");
                return 0;
            },
        };

        var shapes = new Option<string[]>("--shape")
        {
            Description = "Only this shape (rows x features x classes - batch); may be given several times. By default all",
            HelpName = "shape",
        };
        shapes.Validators.Add(static result =>
        {
            string[] known = [.. Shape.All.Select(static shape => shape.Name)];
            foreach (string name in result.Tokens.Select(static token => token.Value).Except(known))
            {
                result.AddError($"--shape is '{name}'; expected one of {string.Join(", ", known)}.");
            }
        });

        var json = FileOption("--json", "Writes the figures, every sample included, to a file");
        var markdown = new Option<bool>("--markdown") { Description = "Prints the tables as Markdown" };
        Option<string> python = PythonOption("NumPy, PyTorch and scikit-learn");
        var command = new Command("peers", "Times epochs of gradient descent beside what else one might use, and the machine's limits.")
        {
            samples, shapes, json, markdown, python,
        };
        command.SetAction(result =>
        {
            string[]? only = result.GetValue(shapes);
            return PeerRun.Execute(new PeerSettings
            {
                Samples = result.GetValue(samples),
                Shapes = [.. Shape.All.Where(shape => only is null or [] || only.Contains(shape.Name))],
                Json = result.GetValue(json),
                Markdown = result.GetValue(markdown),
                Python = result.GetValue(python)!,
            });
        });
        return command;
    }

    private static Command TextsCommand()
    {
        Option<string> python = PythonOption("scikit-learn");
        var command = new Command("texts", "Times training on short texts beside scikit-learn, fastText and liblinear.") { python };
        command.SetAction(result => TextRun.Execute(Sampling.FewestSamples, result.GetValue(python)!));
        return command;
    }

    private static Command RobustCommand()
    {
        var command = new Command("robust", "Measures what training on attacked rows and on worst losses costs, beside a plain epoch.");
        command.SetAction(static _ => RobustRun.Execute(Sampling.FewestSamples));
        return command;
    }

    private static Command TokensCommand()
    {
        Option<string> python = PythonOption("PyTorch");
        var command = new Command("tokens", "Times training of next-token models beside PyTorch, and what memory it takes.") { python };
        command.SetAction(result => TokenRun.Execute(Sampling.FewestSamples, result.GetValue(python)!));
        return command;
    }

    private static Command MlNetCommand()
    {
        var command = new Command("mlnet", "Times training and predictions beside ML.NET, on handwritten digits.");
        command.SetAction(static _ => MlNetRun.Execute(Sampling.FewestSamples));
        return command;
    }

    // Listed for the help; Program hands the work to BenchmarkDotNet before this command line is read.
    private static Command MicroCommand()
    {
        var command = new Command("micro", "Runs the micro-benchmarks: all, or as BenchmarkDotNet's arguments say (--filter '*Predict*').");
        command.SetAction(static _ => MicroBenchmarks.Run([]));
        return command;
    }

    private static Command GeneratorCommand()
    {
        var command = new Command("generator", "Measures what a model costs the compiler, the assembly and the start of a program.");
        command.SetAction(static _ => GeneratorRun.Execute());
        return command;
    }

    private static Command AnalyzerCommand()
    {
        var command = new Command("analyzer", "Measures what the numerics rules cost a build, beside the compiler and the SDK's own rules.");
        command.SetAction(static _ => AnalyzerRun.Execute());
        return command;
    }

    private static Option<string> PythonOption(string packages) => new("--python")
    {
        Description = $"The Python that has {packages}",
        HelpName = "program",
        DefaultValueFactory = static _ => PythonPeers.DefaultProgram,
    };

    private static Command RobustTableCommand()
    {
        var ionosphere = new Argument<FileInfo?>("ionosphere") { Description = "The UCI set Ionosphere; without it, digits alone", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("robust-table", "Measures what training against an adversary brings.") { ionosphere };
        command.SetAction(result => RobustTable.Execute(result.GetValue(ionosphere)));
        return command;
    }

    private static Command NumbersCommand()
    {
        var files = new Argument<FileInfo[]>("tables")
        {
            Description = "Files of comma-separated values: abalone, winequality-red, california-housing",
            Arity = ArgumentArity.OneOrMore,
        };
        var value = new Option<string>("--value") { Description = "The column of the value; by default the last", HelpName = "name" };
        var command = new Command("numbers", "Compares numbers predicted through bins with least squares.") { files, value };
        command.SetAction(result => NumberRun.Execute(result.GetValue(files)!, result.GetValue(value)));
        return command;
    }

    private static Command DigitsCommand()
    {
        var command = new Command("digits", "Measures what hidden units and dropout bring.");
        command.SetAction(static _ => DigitTable.Execute());
        return command;
    }

    private static Command ReviewsCommand()
    {
        var positive = new Argument<FileInfo>("positive") { Description = "Texts of the one kind, one in each line" }.AcceptExistingOnly();
        var negative = new Argument<FileInfo>("negative") { Description = "Texts of the other kind" }.AcceptExistingOnly();
        var command = new Command("reviews", "Measures which features of texts tell two kinds apart.") { positive, negative };
        command.SetAction(result => ReviewTable.Execute(result.GetValue(positive)!, result.GetValue(negative)!));
        return command;
    }

    private static Command LanguageCommand()
    {
        var text = new Argument<FileInfo>("text") { Description = "A text in UTF-8" }.AcceptExistingOnly();
        var command = new Command("language", "Compares next-token networks with smoothed counts of n-grams.") { text };
        command.SetAction(result => LanguageTable.Execute(result.GetValue(text)!));
        return command;
    }

    private static Option<FileInfo> FileOption(string name, string description)
    {
        var option = new Option<FileInfo>(name) { Description = description, HelpName = "file" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is not [{ Value: string path }]) return;
            string? folder = Path.GetDirectoryName(Path.GetFullPath(path));
            if (Directory.Exists(path)) result.AddError($"{name} is the folder '{path}'; expected a file.");
            else if (!Directory.Exists(folder)) result.AddError($"{name} is '{path}', but there is no folder '{folder}'.");
        });
        return option;
    }
}
