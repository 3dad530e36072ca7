namespace LossGen.Testing.Tests.Subjects;

internal static class Sources
{
    /// <summary>What the subjects' generators look for.</summary>
    public const string Attribute = "[System.AttributeUsage(System.AttributeTargets.Class)] internal sealed class MarkedAttribute : System.Attribute;\n";

    /// <summary>One marked class.</summary>
    public const string Book = Attribute + "[Marked]\ninternal sealed partial class Book\n{\n    public int Pages;\n}\n";

    public static GeneratorRun WithBook<TGenerator>()
        where TGenerator : Microsoft.CodeAnalysis.IIncrementalGenerator, new() => GeneratorRun.Of<TGenerator>().WithSource(Book);
}
