using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;

namespace LossGen.Analyzers.Matching;

/// <summary>Random numbers.</summary>
internal static class RandomDraws
{
    // 2^-24, the spacing of draws in float, and below.
    private const double LargestScale = 1e-7;

    private static readonly ImmutableHashSet<string> Reals = ImmutableHashSet.Create(StringComparer.OrdinalIgnoreCase,
        "NextDouble", "NextSingle", "NextFloat", "NextUniform", "NextUnitDouble", "NextReal", "Uniform", "Uniform01", "RandomDouble", "GetRandomDouble",
        "RandDouble", "genrand_real2", "genrand_res53");

    private static readonly ImmutableHashSet<string> Integers = ImmutableHashSet.Create(StringComparer.OrdinalIgnoreCase,
        "NextUInt", "NextUInt32", "NextUInt64", "NextULong", "NextU32", "NextU64", "NextInt63", "NextInt31", "genrand_int32", "genrand_int31", "ToUInt32", "ToUInt64");

    private static readonly ImmutableHashSet<string> Handed = ImmutableHashSet.Create(StringComparer.OrdinalIgnoreCase,
        "u", "u0", "u1", "u2", "u3", "xi", "xi0", "xi1", "xi2", "uniform", "uniform1", "uniform2", "rnd", "rnd1", "rnd2", "rand", "rand1", "rand2");

    /// <summary>A uniform draw from [0, 1), of System.Random or by the names that generators give it.</summary>
    public static bool IsUniform(Expression value) => value is Call { Function: KnownFunction.NextReal }
        || (value is Unknown { Parts.Length: <= 1, NameOfCall: { } name } && Reals.Contains(name));

    /// <summary>A draw that a method for sampling is handed, by the names that the literature gives those: <c>SampleExponential(double u, double rate)</c>.</summary>
    public static bool IsHandedIn(Expression value, OwnerNames names) => value is Unknown { IsInteger: false, Origin: { Kind: OriginKind.Parameter, Name: { } name } }
        && Handed.Contains(name) && Words.In(names.Member).Any(static word => word is "sample" or "samples" or "sampling" or "variate");

    /// <summary>A uniform draw, or 1 minus one, by whatever name says that it is random.</summary>
    public static bool Is(Expression value) => value is Sum { Terms: [var only] } && !IsScaledInteger(value) ? Is(only.Value)
        : IsUniform(value) || IsScaledInteger(value) || IsNext(value) || (value is Unknown { NameOfCall: { } name } && (Shapes.Has(name, "uniform") || Shapes.Has(name, "rand") || Shapes.Has(name, "NextDouble")));

    /// <summary>The next of a generator of the user's own: <c>Random.Next()</c>, which here is a real number.</summary>
    private static bool IsNext(Expression value) => value is Unknown { IsInteger: false, NameOfCall: { } called, Parts: [Unknown { Name: { } source }] }
        && Words.In(called).FirstOrDefault() is "next" or "sample" or "draw"
        && Words.In(source).Any(static word => word is "random" or "rand" or "rnd" or "rng" or "prng");

    /// <summary>A multiple of a random integer, shifted or not, that makes it one from [0, 1).</summary>
    public static bool IsScaledInteger(Expression value)
    {
        (double scale, Expression bare) = ExpressionPool.SplitCoefficient(value);
        bare = bare is Call { Function: KnownFunction.IntegerQuotient } shifted ? shifted.Argument : bare;
        return scale is > 0 and < LargestScale && bare is Unknown { NameOfCall: { } name } && Integers.Contains(name);
    }
}
