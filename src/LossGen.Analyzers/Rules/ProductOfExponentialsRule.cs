using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;
using LossGen.Analyzers.Shared;
using Microsoft.CodeAnalysis;

namespace LossGen.Analyzers.Rules;

/// <summary>LG1015: exponentials multiplied, divided or raised to a power where one exponential of the sum would do.</summary>
internal sealed class ProductOfExponentialsRule() : NumericRule(RuleDescriptors.ProductOfExponentials)
{
    public override void Examine(Site site, MemberReading member, Reports reports)
    {
        if (site.IsBinary && site.Operator is Operator.Multiply or Operator.Divide)
        {
            ExamineProduct(site, member, reports);
        }
        else if (site.Function == KnownFunction.Power && site.Operands.Length == 2 && IsExpCall(site.Operands[0])
            && Shapes.IsNaturalExp(site.Operands[0].Value, out Expression inner)
            && !IsOneOrMore(site.Operands[1].Value) && CanOverflow(inner, site, member))
        {
            // No fix: the rounding of x n would cost the exponential up to hundreds of ulp where the power costs it n.
            reports.Add(this, site.Place, "write one exponential of the product");
        }
        else if (site.Function == KnownFunction.Exp && site.Operands[0].Value is Sum { Terms.Length: >= 2 } sum
            && sum.Terms.Count(term => term.Coefficient == 1 && term.Value.IsCall(KnownFunction.Log)) == 1
            && WrittenLogs(site, member) == 1 && !sum.Terms.Any(term => Exponents.IsLogarithmic(term.Value) || IsLogOfPower(term.Value)))
        {
            // The sum of the two costs some last digits.
            reports.Add(this, site.Place, "multiply by the value itself instead of adding its logarithm", severity: DiagnosticSeverity.Hidden);
        }
    }

    /// <summary>Where exp(x) overflows, exp(n·x) does for all |n| >= 1: only a root, exp(x)^(1/t), brings the answer back into range.</summary>
    private static bool IsOneOrMore(Expression power) => power.IsInteger || power is Constant { Value: 0 or >= 1 or <= -1 };

    /// <summary>k·log(x): beside it, the sum of logarithms is what keeps the factors in range.</summary>
    private static bool IsLogOfPower(Expression term) => term is Product && Exponents.IsOfLogarithms(term);

    private void ExamineProduct(Site site, MemberReading member, Reports reports)
    {
        // Only where both are written here: a local that holds exp(x) is used for more than this product.
        if (!IsExpCall(site.Operands[0]) || !IsExpCall(site.Operands[1])
            || !Shapes.IsNaturalExp(site.Operands[0].Value, out Expression a) || !Shapes.IsNaturalExp(site.Operands[1].Value, out Expression b))
        {
            return;
        }

        bool divides = site.Operator == Operator.Divide;
        if (!divides && ReferenceEquals(a, b))
        {
            // The square overflows where its root does not, and one exponential of 2x overflows alike.
            return;
        }

        Expression other = divides ? member.Pool.Negate(b) : b;
        if (CanOverflow(a, site, member) || CanOverflow(other, site, member) || (divides && CanOverflow(b, site, member)))
        {
            Replacement? fix = OfSum(site, a, b, divides, member);
            reports.Add(this, site.Place,
                "write " + (fix?.Text ?? (divides ? "one exponential of the difference" : "one exponential of the sum")), fix,
                (Exponents.IsOfOrderOne(a) && Exponents.IsOfOrderOne(b)) || (Exponents.IsDecay(a) && Exponents.IsDecay(other)) || (divides && IsShareOf(a, b))
                    ? DiagnosticSeverity.Hidden : null);
        }
    }

    /// <summary>exp(w·x/c)/exp(w): a curve that is 1 at its end, where x is c, with a steepness w that its authors chose.</summary>
    private static bool IsShareOf(Expression a, Expression b) => ExpressionPool.SplitCoefficient(a).Value is Product part && part.Factors.Any(static factor => factor.Power < 0)
        && ExpressionPool.SplitCoefficient(b).Value is var whole and not Product && part.Factors.Any(factor => factor.Power == 1 && ReferenceEquals(factor.Value, whole));

    /// <summary>
    /// ExpOfSum of the two exponents. Exp(a + b) is not offered: the sum's rounding costs its exponential up to hundreds of ulp, where the
    /// product of two costs 2. For the same reason the divisor's exponent is negated as written, not rebuilt.
    /// </summary>
    private static Replacement? OfSum(Site site, Expression a, Expression b, bool divides, MemberReading member)
    {
        Expression? opposite = divides && b is Sum { Constant: 0, Terms.Length: 1 } single && single.Terms[0].Coefficient == -1 ? single.Terms[0].Value : null;
        string? first = Exponent(site, a, member), second = Exponent(site, opposite ?? b, member);
        if (first is null || second is null)
        {
            return null;
        }

        string added = divides && opposite is null ? ExpressionText.Negated(second) : second;
        string text = $"{StableMathNames.Class}.{StableMathNames.ExpOfSum}({first}, {added})";
        return Replacement.Stable(site.Place, text, StableMathNames.ExpOfSum);
    }

    /// <summary>The exponent's text; null where its type is wider than that of the product, which would round it.</summary>
    private static string? Exponent(Site site, Expression exponent, MemberReading member) =>
        member.Forms.Text(site, exponent) is { } found && !(found.Type == RealType.Double && site.RealType == RealType.Single)
            ? member.Forms.Argument(site, exponent)
            : null;

    private static bool CanOverflow(Expression exponent, Site site, MemberReading member) =>
        member.RangeOf(exponent, site).High > Shapes.Overflow(site.RealType);

    private static bool IsExpCall(Operand operand) => operand.Code.Unconverted.Function == KnownFunction.Exp;

    private static int WrittenLogs(Site site, MemberReading member) =>
        member.Sites.Inside(site.Place.Span).Count(inner => inner.Function.IsLogarithm());
}
