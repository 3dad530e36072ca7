using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LossGen.Analyzers.Rules;

/// <summary>
/// The numerics rules. Each has its page in docs/. In every message {0} is the expression, shortened, and {1} the advice, a clause such as
/// "write StableMath.Softplus(x)".
/// </summary>
internal static class RuleDescriptors
{
    internal const string Category = "LossGen.Numerics";

    public static readonly DiagnosticDescriptor LogOfOnePlus = new(
        "LG1001",
        "The logarithm of one plus a small number",
        "'{0}' rounds 1 ± x before it takes the logarithm, so the digits of a small x are lost; {1}",
        Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "1 + x keeps only those digits of x that stand above 2^-53 (2^-24 in float). For x near 0 the logarithm has few "
            + "right digits left, and below that it is 0.",
        helpLinkUri: HelpLinks.For("LG1001"));

    public static readonly DiagnosticDescriptor ExpMinusOne = new(
        "LG1002",
        "An exponential minus one",
        "'{0}' cancels where the exponent is near 0 and then has few right digits, or none; {1}",
        Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "exp(x) is rounded near 1, and taking 1 away leaves the rounding error. Below 2^-53 (2^-24 in float) the "
            + "difference is 0.",
        helpLinkUri: HelpLinks.For("LG1002"));

    public static readonly DiagnosticDescriptor NaiveLibraryFunction = new(
        "LG1003",
        "A library function that is the naive formula",
        "'{0}' is the naive formula behind a safe name and loses the digits of small arguments; {1}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: ".NET computes LogP1 as Log(x + 1), ExpM1 as Exp(x) - 1, and the relatives in bases 2 and 10 and in "
            + "TensorPrimitives in the same way.",
        helpLinkUri: HelpLinks.For("LG1003"));

    public static readonly DiagnosticDescriptor LogOfOneMinusExp = new(
        "LG1004",
        "The logarithm of one minus an exponential",
        "'{0}' cancels where the exponent is near 0, down to log(0) = -Infinity, and loses its answer where it is large; "
            + "{1}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "1 - exp(-a) cancels for small a and is exactly 1 for large a. Which form is accurate changes at a = ln 2.",
        helpLinkUri: HelpLinks.For("LG1004"));

    public static readonly DiagnosticDescriptor LogOfOnePlusExp = new(
        "LG1005",
        "A softplus or log-sigmoid that overflows",
        "'{0}' is Infinity as soon as the exponential overflows, though the true value is about its exponent, and loses "
            + "its tail on the other side; {1}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "log(1 + exp(x)) overflows for x above 709.8 (88.7 in float), and is 0 below -37 (-17 in float), where the true "
            + "value is exp(x).",
        helpLinkUri: HelpLinks.For("LG1005"));

    public static readonly DiagnosticDescriptor LogOfSigmoid = new(
        "LG1006",
        "The logarithm of a sigmoid",
        "'{0}' takes the logarithm of a probability that underflows to 0 or rounds to 1; {1}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A sigmoid is exactly 0 or 1 where its logarithm is still an ordinary number, close to its argument or close to "
            + "0.",
        helpLinkUri: HelpLinks.For("LG1006"));

    public static readonly DiagnosticDescriptor RatioOfExponentials = new(
        "LG1007",
        "A ratio of growing exponentials",
        "'{0}' divides Infinity by Infinity, which is NaN, where the exponentials overflow; {1}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Above 709.8 (88.7 in float) an exponential is Infinity, above and below the fraction bar alike, while the ratio "
            + "itself is an ordinary number.",
        helpLinkUri: HelpLinks.For("LG1007"));

    public static readonly DiagnosticDescriptor LogOfSumOfExponentials = new(
        "LG1008",
        "The logarithm of a sum of exponentials without a shift",
        "'{0}' is Infinity where one exponential overflows and -Infinity where all underflow; {1}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "The sum leaves the range of the type long before its logarithm does. Shifted by the largest exponent it is "
            + "between 1 and the number of its terms.",
        helpLinkUri: HelpLinks.For("LG1008"));

    public static readonly DiagnosticDescriptor UnshiftedSoftMax = new(
        "LG1009",
        "A softmax that is not shifted by the maximum",
        "'{0}' can overflow, or underflow with all the others, and the softmax is then NaN; {1}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Softmax is the same for exponents shifted by their maximum, and only then no exponential overflows and the sum "
            + "is at least 1.",
        helpLinkUri: HelpLinks.For("LG1009"));

    public static readonly DiagnosticDescriptor LogOfSoftMax = new(
        "LG1010",
        "The logarithm of a softmax",
        "'{0}' takes the logarithm of a softmax output, which underflows to 0 where its logarithm is an ordinary number; "
            + "{1}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "log softmax(z)_y is z_y minus the log-sum-exp of z. Through the probability it is -Infinity below about -745 "
            + "(-104 in float), and with an epsilon it is wrong instead.",
        helpLinkUri: HelpLinks.For("LG1010"));

    public static readonly DiagnosticDescriptor XTimesLogX = new(
        "LG1011",
        "x times log x where x can be 0",
        "'{0}' is NaN at 0, since 0 times -Infinity is NaN, though its limit is 0; {1}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "An entropy counts a probability of 0 as 0. Floating-point arithmetic makes it NaN, which spreads to the whole "
            + "sum.",
        helpLinkUri: HelpLinks.For("LG1011"));

    public static readonly DiagnosticDescriptor XTimesLogY = new(
        "LG1012",
        "x times log y where y can be 0",
        "'{0}' is infinite where the logarithm is, and NaN where the factor before it is 0 as well; {1}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A cross-entropy, divergence or likelihood counts a term of weight 0 as 0, and one bad prediction must not make "
            + "all of it infinite by rounding alone.",
        helpLinkUri: HelpLinks.For("LG1012"));

    public static readonly DiagnosticDescriptor UselessEpsilon = new(
        "LG1013",
        "A guard that guards nothing",
        "'{0}' relies on an epsilon that is lost in rounding beside the value it is to guard; {1}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A constant below half the spacing of the numbers beside which it is added changes nothing, and one that is 0 or "
            + "subnormal in its type does not keep a logarithm or a quotient in range.",
        helpLinkUri: HelpLinks.For("LG1013"));

    public static readonly DiagnosticDescriptor LogOfProduct = new(
        "LG1014",
        "The logarithm of a product",
        "'{0}' forms a product that leaves the range of the type before its logarithm or root would bring it back; {1}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A product of probabilities or densities leaves the range of the type while the sum of their logarithms is an "
            + "ordinary number.",
        helpLinkUri: HelpLinks.For("LG1014"));

    public static readonly DiagnosticDescriptor ProductOfExponentials = new(
        "LG1015",
        "Exponentials multiplied or divided",
        "'{0}' can overflow or underflow in a factor while the answer is an ordinary number; {1}",
        Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "exp(a) exp(b) is exp(a + b), whose only overflow is that of the answer.",
        helpLinkUri: HelpLinks.For("LG1015"));

    public static readonly DiagnosticDescriptor HandWrittenHyperbolic = new(
        "LG1016",
        "A hyperbolic function written out",
        "'{0}' is a hyperbolic function written out, which cancels near 0 or overflows early; {1}",
        Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "The functions of System.Math keep the digits of small arguments and the range of large ones.",
        helpLinkUri: HelpLinks.For("LG1016"));

    public static readonly DiagnosticDescriptor LogOfRandomDraw = new(
        "LG1017",
        "The logarithm of a random number that can be 0",
        "'{0}' is -Infinity when the generator returns exactly 0, which its range includes; {1}",
        Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "NextDouble and its like return numbers from 0 inclusive to 1 exclusive. One minus such a number is uniform too, "
            + "and never 0.",
        helpLinkUri: HelpLinks.For("LG1017"));

    public static readonly DiagnosticDescriptor RoundTrip = new(
        "LG1018",
        "A power or logarithm by a detour",
        "'{0}' takes a detour that loses digits or leaves the range on the way; {1}",
        Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "Powers of e, logarithms in base 2 and 10, the logarithm of a power and the exponential of a logarithm have "
            + "direct forms.",
        helpLinkUri: HelpLinks.For("LG1018"));

    public static readonly DiagnosticDescriptor IntegerFromLogQuotient = new(
        "LG1019",
        "An integer cut from an inexact logarithm",
        "'{0}' cuts off an inexact quotient of logarithms and can be off by one; {1}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Math.Log(1000) / Math.Log(10) is 2.9999999999999996, so that a cast, Floor or Ceiling of it is wrong at exact "
            + "powers.",
        helpLinkUri: HelpLinks.For("LG1019"));

    public static readonly DiagnosticDescriptor OverflowTimesUnderflow = new(
        "LG1020",
        "A factor that overflows times one that underflows",
        "'{0}' is Infinity times 0 or Infinity over Infinity, which is NaN, where its parts leave the range of the type; {1}",
        Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "A product of a growing and a shrinking factor, or a quotient of two that grow, is an ordinary number long after one of "
            + "them has left the range of the type.",
        helpLinkUri: HelpLinks.For("LG1020"));

    public static readonly DiagnosticDescriptor LogOfNonPositive = new(
        "LG1021",
        "The logarithm of a value that can be 0 or negative",
        "'{0}' takes the logarithm of a value that the code lets be 0 or negative: -Infinity or NaN; {1}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "What the code computes or tests just before shows that the argument reaches 0 or below. Which answer is right "
            + "there only the author can say.",
        helpLinkUri: HelpLinks.For("LG1021"));

    public static readonly DiagnosticDescriptor LogOfIntegerArithmetic = new(
        "LG1022",
        "Integer arithmetic that truncates or overflows on the way",
        "'{0}' has a part that is computed in integers, which truncates or overflows on the way; {1}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A quotient of integers loses its fraction, and a product, a power of two or a factorial can overflow, before it becomes a "
            + "floating-point number or is divided.",
        helpLinkUri: HelpLinks.For("LG1022"));

    /// <summary>All of them, in the order of their numbers.</summary>
    public static readonly ImmutableArray<DiagnosticDescriptor> All = ImmutableArray.Create(
        LogOfOnePlus,
        ExpMinusOne,
        NaiveLibraryFunction,
        LogOfOneMinusExp,
        LogOfOnePlusExp,
        LogOfSigmoid,
        RatioOfExponentials,
        LogOfSumOfExponentials,
        UnshiftedSoftMax,
        LogOfSoftMax,
        XTimesLogX,
        XTimesLogY,
        UselessEpsilon,
        LogOfProduct,
        ProductOfExponentials,
        HandWrittenHyperbolic,
        LogOfRandomDraw,
        RoundTrip,
        IntegerFromLogQuotient,
        OverflowTimesUnderflow,
        LogOfNonPositive,
        LogOfIntegerArithmetic);
}
