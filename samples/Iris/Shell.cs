using System.Globalization;
using System.Text;

namespace Iris;

/// <summary>What surrounds the lesson: the console, the command line, and errors told in one line.</summary>
internal static class Shell
{
    private const int Done = 0, Failed = 1, WrongUsage = 2;

    public static int Run(string[] args, Action<Settings> lesson)
    {
        // The same output everywhere: decimal points whatever the culture, and characters for the chart whatever the code page.
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

        if (args is ["--help" or "-h"])
        {
            Console.WriteLine(Settings.Usage);
            return Done;
        }

        try
        {
            lesson(Settings.Parse(args));
            return Done;
        }
        catch (FormatException error)
        {
            Console.Error.WriteLine(error.Message);
            Console.Error.WriteLine(Settings.Usage);
            return WrongUsage;
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(error.Message);
            return Failed;
        }
    }
}
