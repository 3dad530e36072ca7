using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LossGen.Analyzers.Flow;

/// <summary>What the member that is read is called.</summary>
/// <param name="Member">Its name; of an accessor that of its property or event.</param>
/// <param name="Types">The types that contain it, the innermost first.</param>
/// <param name="IsTest">Whether it is part of a test: of a fixture, or of a project of tests.</param>
internal sealed record OwnerNames(string Member, ImmutableArray<string> Types, bool IsTest)
{
    private static readonly ImmutableHashSet<string> TestAttributes = ImmutableHashSet.Create(
        "Fact", "Theory", "Test", "TestCase", "TestCaseSource", "TestFixture", "TestClass", "TestMethod", "DataTestMethod", "SetUpFixture", "CollectionDefinition",
        "Benchmark");

    private static readonly ImmutableHashSet<string> TestFrameworks = ImmutableHashSet.Create(
        "xunit.core", "xunit.v3.core", "nunit.framework", "Microsoft.VisualStudio.TestPlatform.TestFramework", "Microsoft.VisualStudio.QualityTools.UnitTestFramework",
        "MSTest.TestFramework", "TUnit.Core");

    /// <param name="owner">The member.</param>
    /// <param name="isTestType">Whether a type is a fixture, looked up once.</param>
    public static OwnerNames Of(ISymbol owner, Func<INamedTypeSymbol, bool> isTestType)
    {
        var types = ImmutableArray.CreateBuilder<string>();
        bool isTest = false;
        for (INamedTypeSymbol? type = owner as INamedTypeSymbol ?? owner.ContainingType; type is not null; type = type.ContainingType)
        {
            types.Add(type.Name);
            isTest = isTest || isTestType(type);
        }

        return new(owner is IMethodSymbol { AssociatedSymbol: { } property } ? property.Name : owner.Name, types.ToImmutable(), isTest);
    }

    /// <summary>Whether a type belongs to a project of tests or has tests among its members.</summary>
    public static bool IsTestType(INamedTypeSymbol type, Compilation compilation) =>
        IsTestProject(compilation) || IsTestAttributed(type) || type.GetMembers().Any(IsTestAttributed) || IsTestFile(type);

    /// <summary>
    /// By the name of the type or its file and of the folder, where a framework's attributes are missing, as at a helper of a test: a statistical test stands in another folder.
    /// </summary>
    private static bool IsTestFile(INamedTypeSymbol type) => type.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree.FilePath.Split('/', '\\') is var path
        && (NamesTest(type.Name) || NamesTest(path[path.Length - 1].Replace(".cs", ""))) && path.Take(path.Length - 1).Any(IsTestFolder));

    private static bool NamesTest(string name) => HasSuffix(name, "Test") || HasSuffix(name, "Tests")
        || (name.Length > 4 && name.StartsWith("Test", StringComparison.Ordinal) && char.IsUpper(name[4]));

    /// <summary>tests, or Product.Tests.</summary>
    private static bool IsTestFolder(string folder) => folder.Substring(folder.LastIndexOf('.') + 1) is var last
        && (last.Equals("test", StringComparison.OrdinalIgnoreCase) || last.Equals("tests", StringComparison.OrdinalIgnoreCase));

    private static bool IsTestAttributed(ISymbol symbol) => symbol.GetAttributes().Any(static attribute => attribute.AttributeClass is { Name: var name }
        && TestAttributes.Contains(name.EndsWith("Attribute", StringComparison.Ordinal) ? name.Substring(0, name.Length - "Attribute".Length) : name));

    /// <summary>By the name that such a project has beside the one it tests, and the framework it refers to.</summary>
    private static bool IsTestProject(Compilation compilation) =>
        compilation.AssemblyName is { } name && (HasSuffix(name, "Test") || HasSuffix(name, "Tests"))
        && compilation.ReferencedAssemblyNames.Any(static reference => TestFrameworks.Contains(reference.Name));

    private static bool HasSuffix(string name, string suffix) => name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal);
}
