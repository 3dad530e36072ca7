using System.Globalization;

namespace NextWord;

/// <summary>What the command line may say.</summary>
internal readonly record struct Settings(int Epochs, bool Try)
{
    private const int MostEpochs = 1000;

    private const string Usage = """
        Usage: NextWord [--epochs <number>] [--try]
          --epochs <number>   passes over the text, 1 to 1000; by default 12
          --try               then completes what is typed
        """;

    /// <summary>Reads the arguments; says what is wrong with them and returns false if they are not understood.</summary>
    public static bool TryParse(ReadOnlySpan<string> args, out Settings settings)
    {
        settings = new(Epochs: 12, Try: false);
        while (args.Length > 0)
        {
            if (args[0] == "--try")
            {
                settings = settings with { Try = true };
                args = args[1..];
            }
            else if (args is ["--epochs", string number, ..] && Count(number) is { } epochs)
            {
                settings = settings with { Epochs = epochs };
                args = args[2..];
            }
            else
            {
                Console.Error.WriteLine($"'{args[0]}' is not understood, or has no number in its range after it.");
                Console.Error.WriteLine(Usage);
                return false;
            }
        }

        return true;
    }

    private static int? Count(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= MostEpochs ? count : null;
}
