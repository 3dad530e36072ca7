namespace LossGen.Generators.Diagnostics;

/// <summary>Where the page of each rule stands.</summary>
internal static class HelpLinks
{
    public const string Base = "https://github.com/lossgen/lossgen/blob/main/src/LossGen.Generators/docs/";

    public static string For(string id) => Base + id + ".md";
}
