using System.Globalization;

namespace Streaming;

/// <summary>What the command line may say.</summary>
internal readonly record struct Settings(int Megabytes, int Epochs, bool InMemory)
{
    private const string Usage = """
        Usage: Streaming [--megabytes <number>] [--epochs <number>] [--in-memory]
          --megabytes <number>   size of the file that is made, 1 to 100000; by default 64
          --epochs <number>      passes over it, 1 to 1000; by default 3
          --in-memory            read it all at once instead, to see that it does not fit
        """;

    /// <summary>Reads the arguments; says what is wrong with them and returns false where they are not understood.</summary>
    public static bool TryParse(ReadOnlySpan<string> args, out Settings settings)
    {
        settings = new(Megabytes: 64, Epochs: 3, InMemory: false);
        while (args.Length > 0)
        {
            string name = args[0];
            args = args[1..];
            switch (name)
            {
                case "--in-memory":
                    settings = settings with { InMemory = true };
                    continue;
                case "--megabytes" when TryTake(ref args, 100_000, out int megabytes):
                    settings = settings with { Megabytes = megabytes };
                    continue;
                case "--epochs" when TryTake(ref args, 1000, out int epochs):
                    settings = settings with { Epochs = epochs };
                    continue;
                default:
                    Console.Error.WriteLine($"'{name}' is not understood, or has no number in its range after it.");
                    Console.Error.WriteLine(Usage);
                    return false;
            }
        }
        return true;
    }

    private static bool TryTake(ref ReadOnlySpan<string> args, int most, out int number)
    {
        number = 0;
        if (args.Length == 0 || !int.TryParse(args[0], NumberStyles.None, CultureInfo.InvariantCulture, out number) || number < 1 || number > most) return false;
        args = args[1..];
        return true;
    }
}
