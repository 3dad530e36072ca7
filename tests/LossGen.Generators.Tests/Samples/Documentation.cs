namespace LossGen.Generators.Tests.Samples;

/// <summary>The pages that tests look for by name.</summary>
internal static class Documentation
{
    public const string Readme = "README.md";
    public const string Index = "docs/README.md";
    public const string DeclarationRules = "docs/declaration-rules.md";
    public const string Files = "docs/files.md";

    /// <summary>Pages with code that needs Orleans, which LossGen.Orleans.Tests compiles and runs.</summary>
    public static readonly string[] OfOrleans = ["docs/many-machines.md", "src/LossGen.Orleans/README.md"];
    public const string GeneratedCode = "docs/generated-code.md";
    public const string Losses = "docs/losses.md";
    public const string Optimizers = "docs/optimizers-and-schedules.md";
    public const string StableMath = "docs/stable-math.md";
}
