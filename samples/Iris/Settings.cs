using System.Globalization;

namespace Iris;

/// <summary>What the command line may say.</summary>
internal sealed record Settings
{
    public const string Usage = """
        Usage: Iris [--epochs <number>] [--data <file>] [--report <file>]
          --epochs <number>   passes over the training set, 1 to 100000; by default 200
          --data <file>       a CSV file with the columns sepal_length, sepal_width, petal_length, petal_width, species;
                              by default the 150 flowers that come with the sample
          --report <file>     write a page with curves and tables there, for a browser
        """;

    private const int MostEpochs = 100_000;

    public int Epochs { get; init; } = 200;

    public string Data { get; init; } = Path.Combine(AppContext.BaseDirectory, "iris.csv");

    /// <summary>Where the page goes; null: there is none.</summary>
    public string? Report { get; init; }

    /// <exception cref="FormatException">An argument is not understood; the message says what was expected.</exception>
    public static Settings Parse(ReadOnlySpan<string> args)
    {
        var settings = new Settings();
        for (; args.Length > 0; args = args[2..])
        {
            string name = args[0];
            if (name is not ("--epochs" or "--data" or "--report")) throw new FormatException($"'{name}' is not an option; expected --epochs, --data or --report.");
            if (args.Length < 2 || args[1].Length == 0) throw new FormatException($"{name} has no value; expected {(name == "--epochs" ? "a whole number" : "a file")} after it.");
            settings = name switch
            {
                "--epochs" => settings with { Epochs = Count(args[1]) },
                "--data" => settings with { Data = args[1] },
                _ => settings with { Report = args[1] },
            };
        }
        return settings;
    }

    private static int Count(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= MostEpochs
            ? count
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"--epochs is '{text}'; expected a whole number from 1 to {MostEpochs}."));
}
