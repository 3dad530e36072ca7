using System.Collections.Immutable;
using LossGen.Analyzers.Flow;

namespace LossGen.Analyzers.Matching;

/// <summary>
/// Code that is the careful implementation itself: log1p and expm1 written with a series or with Kahan's correction, and the insides of special
/// functions, whose authors chose their forms for the ranges they call them on.
/// </summary>
internal static class CarefulCode
{
    private static readonly string[] AccurateForms =
    [
        "log1p", "logp1", "log1plus", "logoneplus", "log_1p", "ln1p", "lnp1", "logonep", "expm1", "expminus1", "expminusone", "exp_m1", "log1m", "logoneminus", "log1minus",
    ];

    // Words that begin a name or a part of one and mean nothing else: LogGamma's Lanczos, HypergeometricU.
    private static readonly string[] SpecialFunctions =
    [
        "lgamma", "digamma", "trigamma", "polygamma", "bessel", "lanczos", "stirling", "stirf", "hypergeom", "polylog", "dilog", "struve", "marcum",
    ];

    private static readonly string[] Quantiles = ["quantile", "ppf", "icdf", "invcdf", "inversecdf", "logit", "probit", "logodds", "cloglog"];

    // Words that name a function of mathematics only among their like: the density of a gamma distribution, a temperature in kelvin and a potential
    // zeta are formulas like any other.
    private static readonly string[] AmbiguousFunctions =
    [
        "gamma", "erf", "airy", "zeta", "lambert", "kelvin", "dawson", "factorial", "elliptic",
    ];

    private static readonly ImmutableHashSet<string> BesideFunction = ImmutableHashSet.Create(
        "log", "ln", "inv", "inverse", "incomplete", "inc", "regularized", "regularised", "reg", "upper", "lower", "complement", "complementary", "comp", "c",
        "function", "func", "fn", "approx", "approximation", "series", "continued", "fraction", "asymptotic", "expansion", "rational", "core", "impl", "internal",
        "scaled", "exp", "large", "small", "riemann", "hurwitz", "dirichlet", "double", "rising", "falling", "integral", "first", "second", "kind", "w", "p", "q", "i",
        "j", "k", "a", "b", "x", "z", "ai", "bi", "m", "sign", "signed", "reciprocal", "r", "ratio", "multivariate", "table", "naive", "fast", "compute", "get",
        "helper", "helpers", "special", "numeric", "newton", "halley");

    // "beta" alone is also a coefficient; beside one of these it is the function.
    private static readonly string[] BesideBeta = ["incomplete", "regularized", "inc", "log", "ln", "inv", "inverse", "function", "complete"];

    /// <summary>Inside a method that is named for log1p or expm1 and distinguishes cases.</summary>
    public static bool IsAccurateForm(Site site, MemberReading member) =>
        AccurateForms.Any(form => Shapes.Has(member.Names.Member, form)) && site.IsInMemberWithCases;

    /// <summary>Beside a call of log1p or expm1 in a member that distinguishes cases: its author chose each form for its range.</summary>
    public static bool IsBesideAccurateForm(Site site) => site.IsInMemberWithCases && site.IsInMemberWithAnyOf(AccurateForms);

    /// <summary>
    /// The logarithm is only compared, is clamped from below, or ends in a function that takes -Infinity to its right limit: exp, erf, tanh, atan.
    /// log(0) does no harm there.
    /// </summary>
    public static bool IsHarmlessAtMinusInfinity(Site site) => site.IsInComparison || site.EnclosingCalls.Any(static call =>
        call is { Name: "Pow", Position: 1 } or { Name: "Exp" or "Erf" or "Erfc" or "Tanh" or "Atan" or "Max" or "Clamp" });

    /// <summary>Whatever becomes of the value ends in a function that takes Infinity to its right limit: mish, x·tanh(softplus(x)).</summary>
    public static bool IsHarmlessAtInfinity(Site site) => site.IsUsedOnlyIn("Tanh", "Atan", "Erf");

    /// <summary>Inside gamma, erf and their like, by the name of the method or of its type.</summary>
    public static bool IsSpecialFunction(OwnerNames names) => IsSpecial(names.Member)
        || names.Types.Any(static type => Shapes.Has(type, "function") && (Shapes.Has(type, "special") || IsSpecial(type)));

    /// <summary>Inside the inverse of a distribution function, or a logit: at 0 and 1 the infinities are its values.</summary>
    public static bool IsQuantile(OwnerNames names) => NamesQuantile(names.Member) || NamesQuantile(names.Types.FirstOrDefault() ?? "");

    /// <summary>The logarithm of a determinant is -Infinity for a singular matrix.</summary>
    public static bool IsLogDeterminant(OwnerNames names) => Shapes.Has(names.Member, "logdet") || Shapes.Has(names.Member, "logabsdet") || Shapes.Has(names.Member, "lndet");

    private static bool NamesQuantile(string name)
    {
        string[] words = [.. Words.In(name)];
        bool isInverse = words.Any(static word => word is "inverse" or "inv" or "icdf");
        return words.Any(static word => Quantiles.Contains(word))
            || (isInverse && words.Any(static word => word is "cdf" or "cumulative" or "distribution" or "icdf" or "survival"))
            || Quantiles.Any(quantile => quantile.Length > 5 && Shapes.Has(name, quantile));
    }

    private static bool IsSpecial(string name)
    {
        if (name.Length > 0 && Greek.IndexOf(name[0]) >= 0)
        {
            return true;
        }

        string[] words = [.. Words.In(name)];
        return words.Any(word => SpecialFunctions.Any(special => word.StartsWith(special, StringComparison.Ordinal)))
            || (words.Any(IsAmbiguous) && words.All(word => IsAmbiguous(word) || word.Length == 0 || word.All(char.IsDigit) || BesideFunction.Contains(word.TrimEnd(Digits))))
            || (words.Contains("beta") && (words.Length == 1 || words.Any(word => BesideBeta.Contains(word))));
    }

    // Functions under their letters: gamma, beta, digamma, zeta.
    private const string Greek = "ΓγΒβψΨζ";

    private static readonly char[] Digits = [.. "0123456789"];

    private static bool IsAmbiguous(string word) => AmbiguousFunctions.Any(name => word.StartsWith(name, StringComparison.Ordinal))
        || word.EndsWith("gamma", StringComparison.Ordinal) || word.EndsWith("zeta", StringComparison.Ordinal);
}
