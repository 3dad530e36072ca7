using Microsoft.CodeAnalysis.CSharp;

namespace LossGen.Testing;

/// <summary>The language versions generated code has to compile under.</summary>
public static class CSharpVersions
{
    /// <summary>C# 14; the compiler package tests run on may know it as its preview only.</summary>
    public static LanguageVersion CSharp14 { get; } =
        LanguageVersionFacts.TryParse("14", out LanguageVersion version) ? version : LanguageVersion.Preview;

    /// <summary>C# 12, 13, 14 and the latest the compiler knows, each once.</summary>
    public static IReadOnlyList<LanguageVersion> Supported { get; } =
        [.. new[] { LanguageVersion.CSharp12, LanguageVersion.CSharp13, CSharp14, LanguageVersion.Latest }.Distinct()];
}
