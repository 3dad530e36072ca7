using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;
using Microsoft.CodeAnalysis;

namespace LossGen.Analyzers.Rules;

/// <summary>LG1014: the logarithm of a product that has underflowed by then: of probabilities, of a density, of a gamma function.</summary>
internal sealed class LogOfProductRule() : NumericRule(RuleDescriptors.LogOfProduct)
{
    // Each would have to be near 1e-50 (1e-6 in float) for fewer to underflow.
    private const int ManyFactors = 6;

    // Of a loop; their factors are seldom probabilities.
    private const int FewTurns = 8;

    // 35! and 171! overflow.
    private const int LargestSingleFactorial = 34;
    private const int LargestDoubleFactorial = 170;

    public override bool SpeaksInSpecialFunctions => true;

    public override void Examine(Site site, MemberReading member, Reports reports)
    {
        if (IsRootOfLoop(site, member))
        {
            reports.Add(this, site.Place, "take the exponential of the mean of the logarithms",
                severity: IsOfWholeNumbers(site, member) ? DiagnosticSeverity.Hidden : null);
            return;
        }

        if (!Shapes.IsLogCall(site, out Expression argument) || member.IsTested(site.Value) || site.IsOnlyAsserted)
        {
            return;
        }

        (double coefficient, Expression bare) = ExpressionPool.SplitCoefficient(argument);
        if (IsGrownInLoop(bare, member))
        {
            reports.Add(this, site.Place, "add up the logarithms instead of multiplying");
        }
        else if (StaysInRange(bare, site, member))
        {
            // Its logarithm is as good as any.
        }
        else if (site.Operands[0].Code.NameOfCall is "Factorial")
        {
            reports.Add(this, site.Place, "use the logarithm of the function itself: log-factorial");
        }
        else if (CarefulCode.IsSpecialFunction(member.Names))
        {
            // Log(Gamma(x)) may be the form that the author chose for the x of this branch.
        }
        else if (bare is Unknown { Origin.LargestArgument: not null } || bare.NameOfCall is "Multinomial" or "Binomial" or "BinomialCoefficient")
        {
            reports.Add(this, site.Place, "use the logarithm of the function itself: log-gamma, log-factorial");
        }
        else if (site.Operands[0].Code.NameOfCall is { } called && NamesDensity(called))
        {
            reports.Add(this, site.Place, "use the logarithm of the density, formed without the density");
        }
        else if (HasDensityFactor(bare, coefficient, site, member, out Expression exponential, out bool underflows))
        {
            reports.Add(this, site.Place, "add the logarithms of the factors; that of the exponential is its exponent",
                SumOfLogs(site, argument, exponential, member), underflows ? null : DiagnosticSeverity.Info);
        }
        else if (bare is Product product && IsProductOfProbabilities(product, site, member))
        {
            reports.Add(this, site.Place, "add the logarithms of the factors", SumOfLogs(site, product, member));
        }
    }

    /// <summary>A factorial or a gamma function of a number that is known to be too small for it to overflow.</summary>
    private static bool StaysInRange(Expression function, Site site, MemberReading member) =>
        function is Unknown { CalledName: "Factorial" or "Gamma" or "GammaFunction", IsInteger: false }
        && function.Parts is [.., var number] && member.RangeOf(number, site) is { Low: >= 0, High: var highest }
        && highest <= (site.RealType == RealType.Single ? LargestSingleFactorial : LargestDoubleFactorial);

    /// <summary>A density or a likelihood that is formed elsewhere and has underflowed by the time it is here.</summary>
    private static bool NamesDensity(string name) => !Shapes.Has(name, "log") && !Shapes.Has(name, "ln")
        && (Shapes.Has(name, "density") || Shapes.Has(name, "likelihood") || name.EndsWith("pdf", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith("pmf", StringComparison.OrdinalIgnoreCase));

    /// <summary>A loop or a query has multiplied many factors, any of which may be small.</summary>
    private static bool IsGrownInLoop(Expression value, MemberReading member)
    {
        IEnumerable<Expression> candidates = value is Product product ? product.Factors.Where(factor => factor.Power > 0).Select(factor => factor.Value) : [value];
        return candidates.Where(candidate => !IsRescaled(candidate, 0) && !Accumulations.HasFewTurns(candidate, FewTurns, member.RangeOf))
            .SelectMany(candidate => Accumulations.Multipliers(candidate, member.Pool))
            .Any(multiplier => !IsOfOrderOne(multiplier) && (Counters.PassesFactorialLimit(multiplier)
                || (multiplier is not Constant && !multiplier.IsInteger && !Grows(multiplier, member) && !CarefulCode.IsSpecialFunction(member.Names))));
    }

    /// <summary>A factor of 1 or more, as of a temperature that is raised from turn to turn: it takes a thousand doublings to overflow.</summary>
    private static bool Grows(Expression multiplier, MemberReading member) => member.RangeOf(multiplier, FactSet.Empty).Low >= 1;

    /// <summary>
    /// Uniform draws underflow from some seven hundred stages on, which an Erlang variable seldom has; growth factors and discount factors, exp(r·t), stay
    /// near 1.
    /// </summary>
    private static bool IsOfOrderOne(Expression multiplier) =>
        (Shapes.IsExp(multiplier, out Expression exponent) && !Exponents.IsOfDeviation(exponent)) || RandomDraws.Is(multiplier);

    /// <summary>The n-th root of what a loop has multiplied: a geometric mean. Growth factors, 1 + r, stay near 1.</summary>
    private static bool IsRootOfLoop(Site site, MemberReading member) => site.Function == KnownFunction.Power && site.Operands.Length == 2
        && ExpressionPool.SplitCoefficient(site.Operands[1].Value) is { Coefficient: > 0, Value: Product exponent }
        && exponent.Factors.All(factor => factor.Power == -1 && IsCount(factor.Value))
        && !IsRescaled(site.Operands[0].Value, 0) && !Accumulations.HasFewTurns(site.Operands[0].Value, FewTurns, member.RangeOf) && !member.IsTested(site.Value)
        && Accumulations.Multipliers(site.Operands[0].Value, member.Pool).ToArray() is { Length: > 0 } multipliers
        && multipliers.All(multiplier => multiplier is not (Constant or Sum { Constant: 1 }));

    /// <summary>A number of factors: the root by a temperature is no mean.</summary>
    private static bool IsCount(Expression degree) => degree.IsInteger || degree.IsMadeOfIntegers || degree is not Unknown { Name: { } name }
        || Words.In(name).Any(static word => word is "n" or "k" or "count" or "length" or "size" or "num" or "number" or "total");

    /// <summary>Whole numbers are most often the few sizes of something.</summary>
    private static bool IsOfWholeNumbers(Site site, MemberReading member) =>
        Accumulations.Multipliers(site.Operands[0].Value, member.Pool).All(static multiplier => multiplier.IsInteger || multiplier.IsMadeOfIntegers);

    /// <summary>A product that is set back to a constant inside the loop, before it can leave the range.</summary>
    private static bool IsRescaled(Expression value, int depth) => value is Phi phi && depth < 6
        && phi.Inputs.Skip(phi.IsLoopHead ? 1 : 0).Any(input => input.Value is Constant || (!ReferenceEquals(input.Value, value) && IsRescaled(input.Value, depth + 1)));

    /// <summary>
    /// c·exp(-d), which underflows: written under this logarithm, or formed before with an exponent that can only be negative. Written with an exponent of
    /// unknown sign it is a detour.
    /// </summary>
    private static bool HasDensityFactor(Expression value, double coefficient, Site site, MemberReading member, out Expression exponential, out bool underflows)
    {
        exponential = value;
        underflows = false;
        if (value is Product product)
        {
            if (product.Factors.All(factor => Shapes.IsExp(factor.Value, out _)))
            {
                // The logarithm of exponentials alone is a detour to their exponents.
                return false;
            }

            exponential = product.Factors.FirstOrDefault(factor => factor.Power == 1 && Shapes.IsNaturalExp(factor.Value, out _))?.Value ?? value;
        }
        else if (coefficient == 1)
        {
            return false;
        }

        if (!Shapes.IsNaturalExp(exponential, out Expression exponent))
        {
            return false;
        }

        Interval range = member.RangeOf(exponent, site);
        Expression found = exponential;
        bool isWrittenHere = member.Sites.Inside(site.Place.Span).Any(inner => ReferenceEquals(inner.Value, found));
        underflows = isWrittenHere ? range.IsNonPositive || IsQuadratic(exponent) || Exponents.IsDecay(exponent) : Exponents.IsOfDeviation(exponent);
        return range.Low < -Shapes.Overflow(site.RealType) && (underflows || isWrittenHere);
    }

    /// <summary>-(x - m)²/…: the exponent of a density, whatever is known of its scale.</summary>
    private static bool IsQuadratic(Expression exponent) => exponent is Sum sum && sum.Terms.Any(term => term.Coefficient < 0
        && (term.Value is Product product && product.Factors.Any(factor => factor.Power == 2) || term.Value is Call { Function: KnownFunction.Abs }));

    /// <summary>So many factors, each in [0, 1] for all that is known or named a probability, that they underflow without being very small.</summary>
    private static bool IsProductOfProbabilities(Product product, Site site, MemberReading member)
    {
        Factor[] factors = [.. product.Factors.Where(factor => factor.Value is not Constant)];
        return factors.All(factor => factor.Power > 0) && factors.Length >= ManyFactors
            && factors.All(factor => IsProbability(factor.Value, site, member));
    }

    private static bool IsProbability(Expression value, Site site, MemberReading member)
    {
        Interval range = member.RangeOf(value, site);
        return (range.IsNonNegative && range.High <= 1) || Root(value) is { Name: { } name } && NamesProbability(name);
    }

    private static bool NamesProbability(string name) =>
        Shapes.Has(name, "prob") || Shapes.Has(name, "likelihood") || Shapes.Has(name, "prior")
        || Shapes.Has(name, "posterior");

    private static Unknown? Root(Expression value) => value switch
    {
        Element element => Root(element.Collection),
        Unknown unknown => unknown,
        _ => null,
    };

    /// <summary>log(c·exp(-d)) as log(c) - d.</summary>
    private static Replacement? SumOfLogs(Site site, Expression argument, Expression exponential, MemberReading member)
    {
        Expression exponent = ((Call)exponential).Argument;
        Expression rest = member.Pool.Divide(argument, exponential);
        if (site.Function != KnownFunction.Log || rest.IsConstant(1) || site.RealType == RealType.None
            || member.Forms.Argument(site, rest) is not { } factor
            || member.Forms.Argument(site, member.Pool.Negate(exponent)) is not { } negated)
        {
            return null;
        }

        string text = $"{member.Forms.LibraryOf(site)}.Log({factor}) - {ExpressionText.Bracketed(negated)}";
        return Replacement.Plain(site.Place, text, "a sum of logarithms");
    }

    private static Replacement? SumOfLogs(Site site, Product product, MemberReading member)
    {
        if (site.Function != KnownFunction.Log || site.RealType == RealType.None || !ReferenceEquals(site.Operands[0].Value, product)
            || product.Factors.Any(factor => factor.Power != 1))
        {
            return null;
        }

        string?[] factors = [.. product.Factors.Select(factor => member.Forms.Argument(site, factor.Value))];
        string library = member.Forms.LibraryOf(site);
        return factors.Contains(null)
            ? null
            : Replacement.Plain(site.Place, string.Join(" + ", factors.Select(factor => $"{library}.Log({factor})")),
                "a sum of logarithms");
    }
}
