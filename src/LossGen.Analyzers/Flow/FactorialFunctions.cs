using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Analyzers.Flow;

/// <summary>
/// Factorials and gamma functions: methods of one number, known by their names or by their bodies. They leave the range of their type at arguments of some
/// tens or hundreds.
/// </summary>
internal static class FactorialFunctions
{
    private static readonly string[] Verbs = ["get", "compute", "calculate", "calc", "eval", "evaluate", "find", "my"];

    private static readonly ImmutableHashSet<string> Gammas = ImmutableHashSet.Create(
        "gammafunction", "gammafn", "gammafunc", "tgamma", "eulergamma", "gammalanczos", "lanczosgamma", "completegamma");

    private static readonly ImmutableHashSet<string> Factorials = ImmutableHashSet.Create(
        "factorial", "factorialof", "factorialn", "nfactorial", "factorialrecursive", "recursivefactorial", "factorialiterative", "factoriallong", "factorialint",
        "factorialdouble", "factorialfunction", "factoriel", "factorielle", "faktorial", "fatorial", "fakultaet", "fakultät", "silnia");

    // Also a fact, and a facility: only of whole numbers, and with a body that shows it.
    private static readonly ImmutableHashSet<string> ShortFactorials = ImmutableHashSet.Create("fact", "fac", "fakt");

    // What draws from a gamma distribution has its name as well.
    private static readonly string[] Draws = ["rand", "rng", "sampl", "variate", "generator", "normal", "uniform", "gauss"];

    // Where the libraries keep Γ; a Greek of an option, a ratio of heat capacities and the gamma of a display are at home elsewhere.
    private static readonly string[] Homes = ["function", "math", "special", "numeric"];

    /// <summary>The largest argument whose result is in the range of the type; null for any other method, and for one that refuses larger arguments.</summary>
    public static double? LargestArgument(IMethodSymbol method, bool isChecked)
    {
        if (method.Parameters.Length != 1 || !IsNumber(method.Parameters[0].Type) || LargestFactorial(method.ReturnType) is not { } largest
            || (isChecked && Numbers.IsInteger(method.ReturnType)))
        {
            return null;
        }

        bool isGamma = IsGammaName(method.Name);
        double limit = largest + (isGamma ? 1 : 0);
        if (MethodBodies.BodyOf(method) is not { } body)
        {
            return IsKnownByName(method.Name, method.IsStatic ? method.ContainingType?.Name : null) && !NamesDraw(method.ContainingType?.Name) ? limit : null;
        }

        var shape = new FactorialBody(body, method);
        return (isGamma ? shape.IsGamma || (IsClear(method.Name) && shape.MayBe) : IsFactorial(method, shape)) && !shape.Refuses ? limit : null;
    }

    private static bool IsFactorial(IMethodSymbol method, FactorialBody shape) =>
        (IsFactorialName(method.Name) ? shape.MayBe
            : ShortFactorials.Contains(Normalized(method.Name)) && Numbers.IsInteger(method.Parameters[0].Type) ? shape.IsOfProducts
            : shape.IsProduct)
        && !shape.IsTableOrRemainder;

    /// <summary>Of a method that did not bind, which most libraries give as double.</summary>
    public static double? LargestArgument(string unbound, string? type) =>
        IsKnownByName(unbound, type) ? LargestOfDouble + (IsGammaName(unbound) ? 1 : 0) : null;

    private const double LargestOfDouble = 170;

    private static double? LargestFactorial(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_SByte or SpecialType.System_Byte => 5,
        SpecialType.System_Int16 => 7,
        SpecialType.System_UInt16 => 8,
        SpecialType.System_Int32 or SpecialType.System_UInt32 => 12,
        SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_IntPtr or SpecialType.System_UIntPtr => 20,
        SpecialType.System_Single => 34,
        SpecialType.System_Double => LargestOfDouble,
        _ => type is { Name: "Half", IsValueType: true } ? 8 : null,
    };

    private static bool IsNumber(ITypeSymbol type) => Numbers.IsInteger(type) || LargestFactorial(type) is not null;

    /// <summary>Whether a method of this name may be one.</summary>
    public static bool IsName(string name) => IsGammaName(name) || IsFactorialName(name) || ShortFactorials.Contains(Normalized(name));

    private static bool IsGammaName(string name) => name == "Γ" || Normalized(name) is var bare && (bare == "gamma" || Gammas.Contains(bare));

    /// <summary>Names that mean nothing else.</summary>
    public static bool IsClear(string name) => IsFactorialName(name) || Gammas.Contains(Normalized(name));

    /// <summary>Without a body: by a name that means nothing else, or a gamma of a type for functions.</summary>
    /// <param name="name">The name of the method.</param>
    /// <param name="type">The type that a static method is of.</param>
    public static bool IsKnownByName(string name, string? type) => IsClear(name) || (IsGammaName(name) && Homes.Any(home => SyntaxText.Has(type, home)) && !SyntaxText.Has(type, "option"));

    /// <summary>Whether a name is of something that draws numbers.</summary>
    public static bool NamesDraw(string? name) => Draws.Any(draw => SyntaxText.Has(name, draw));

    private static bool IsFactorialName(string name) => Factorials.Contains(Normalized(name));

    /// <summary>In lower case, without the verb before it.</summary>
    private static string Normalized(string name)
    {
        string bare = name.Replace("_", "").ToLowerInvariant();
        return Verbs.FirstOrDefault(verb => bare.Length > verb.Length && bare.StartsWith(verb, StringComparison.Ordinal)) is { } found ? bare.Substring(found.Length) : bare;
    }

    /// <summary>SpecialFunctions of MathNet.Numerics.SpecialFunctions; null for what is a value by its name.</summary>
    public static string? LastName(ExpressionSyntax receiver) => receiver switch
    {
        MemberAccessExpressionSyntax access => LastName(access.Name),
        AliasQualifiedNameSyntax alias => LastName(alias.Name),
        SimpleNameSyntax { Identifier.ValueText: [var first, ..] name } when char.IsUpper(first) || name == "alglib" => name,
        _ => null,
    };
}
