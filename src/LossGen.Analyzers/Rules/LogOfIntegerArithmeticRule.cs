using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;
using Microsoft.CodeAnalysis;

namespace LossGen.Analyzers.Rules;

/// <summary>LG1022: integers divide, or overflow, before the logarithm, the exponential or the quotient sees them.</summary>
internal sealed class LogOfIntegerArithmeticRule() : NumericRule(RuleDescriptors.LogOfIntegerArithmetic)
{
    // A product of this many int variables is taken to be able to pass 2^31.
    private const int ManyFactors = 3;

    // Beside a constant of this size 2^31 is reached by a variable of a few thousands.
    private const double LargeFactor = 1e5;

    private const int DeepestQuotient = 8;

    private const int LargeScale = 16;

    // WHEEL_DELTA of Windows: a mouse wheel turns in multiples of it.
    private const double Notch = 120;

    // 100 / n is a percentage, 1 / n a root; larger constants are budgets that are dealt out.
    private const double SmallConstant = 100;

    // Smaller constants halve and quarter indices.
    private const double SmallestDivisor = 10;

    private static readonly string[] Stairs = ["epoch", "step", "iter", "generation", "interval", "every", "block", "level", "stage", "round", "drop"];

    public override bool SpeaksInSpecialFunctions => true;

    public override bool SpeaksInTests => true;

    public override void Examine(Site site, MemberReading member, Reports reports)
    {
        if (!member.Names.IsTest && FactorialQuotients.FormedBy(site, member) is { IsInteger: true } factorials)
        {
            reports.Add(this, site.Place,
                $"the factorial overflows its type from {factorials.Limit + 1}! on; multiply quotients one by one, or take the exponential of a difference of log-factorials",
                severity: factorials.Likelihood == Likelihood.Ordinary ? null : DiagnosticSeverity.Info);
            return;
        }

        bool isPower = site.Function == KnownFunction.Power && site.Operands.Length == 2;
        if (!(isPower || ((site.Function.IsLogarithm() || site.Function.IsExponential()) && site.Operands.Length > 0 && site.Value.HasTranscendental)))
        {
            return;
        }

        // Through the implicit widening, and through casts that come after the arithmetic.
        Operand operand = site.Operands[isPower ? 1 : 0];
        string real = site.RealType == RealType.Single ? "float" : "double";
        if (Quotient(operand.Code, isNested: isPower) is { } quotient)
        {
            // A test that cuts a length to a whole count first has done the division it means.
            if (site.IsOnlyAsserted && !quotient.IsCompileTimeConstant)
            {
                return;
            }

            if (isPower ? !(site.IsCutToInteger || IsStaircase(quotient) || IsOfNotches(quotient) || IsWholePower(site, quotient))
                : !LogQuotients.IsRoundedDown(site, member) && !(site.Function.IsLogarithm() && IsCountOfBlocks(quotient)))
            {
                Report(site, reports, quotient, real, "the quotient is truncated to an integer first; divide as " + real);
            }

            return;
        }

        Fragment argument = operand.Code.Unconverted;
        if (!isPower && argument.IsBinary && !argument.IsCompileTimeConstant && argument.Operator == Operator.Multiply && argument.IsInt32
            && CanOverflow(operand.Value) && member.RangeOf(operand.Value, site).Magnitude > int.MaxValue)
        {
            Report(site, reports, argument, real, "the product overflows int first; multiply as " + real);
        }
    }

    /// <summary>
    /// The quotient of integers that the argument is, or that becomes a real number within it: under a minus, as a factor or as a term. Halving an
    /// index is meant where it is part of more; so is a large constant divided.
    /// </summary>
    private static Fragment? Quotient(Fragment code, bool isNested, int depth = 0)
    {
        // Cast to an integer where it is one: whoever writes that means the whole part.
        if (depth > DeepestQuotient || code.WithoutImplicitConversions is { IsInteger: true, IsConversion: true })
        {
            return null;
        }

        code = code.Unconverted;

        if (code.Negated is { } negated)
        {
            return Quotient(negated, isNested, depth + 1);
        }

        if (!code.IsBinary)
        {
            return null;
        }

        Fragment left = code.Operands[0], right = code.Operands[1];
        if (code.IsInteger && code.Operator == Operator.Divide)
        {
            bool truncates = code.IsCompileTimeConstant
                ? left.Constant is { } dividend && right.Constant is { } divisor && dividend % divisor != 0
                : left.Constant is not { } top || Math.Abs(top) <= SmallConstant;
            return truncates && !(isNested && !left.IsCompileTimeConstant && right.Constant is < SmallestDivisor) ? code : null;
        }

        // Of a sum of integers the quotient is a term of the real sum around it, if there is one; otherwise it counts something.
        return (code.IsReal && code.Operator is Operator.Add or Operator.Subtract or Operator.Multiply)
            || (code.IsInteger && isNested && code.Operator is Operator.Add or Operator.Subtract)
            ? Quotient(left, isNested: true, depth + 1) ?? Quotient(right, isNested: true, depth + 1)
            : null;
    }

    /// <summary>Sizes are halved, and divided by the size of a block, where they are powers of two or multiples of it.</summary>
    private static bool IsCountOfBlocks(Fragment quotient) => !quotient.Operands[0].IsCompileTimeConstant
        && quotient.Operands[1].Constant is > 1 and <= int.MaxValue and var size && ((int)size & ((int)size - 1)) == 0;

    /// <summary>A rate that falls in steps is raised to the number of whole steps on purpose.</summary>
    private static bool IsStaircase(Fragment quotient) => quotient.Place.Names.Any(static name => Stairs.Any(stair => Shapes.Has(name, stair)));

    /// <summary>The notches that a wheel was turned by: pow(1.1, delta/120).</summary>
    private static bool IsOfNotches(Fragment quotient) => quotient.Operands[1].Constant == Notch && quotient.Place.Names.Any(static name => Shapes.Has(name, "delta"));

    /// <summary>2^(i/n) of variables: a whole power for each block of n. Of constants: a scale far from 1, which is to be a power of two.</summary>
    private static bool IsWholePower(Site site, Fragment quotient) => site.Operands[0].Value.IsConstant(2)
        && (quotient.Operands.All(static part => part.Constant is null) || quotient.Constant is >= LargeScale or <= -LargeScale);

    /// <summary>Many variables, or one and a large constant.</summary>
    private static bool CanOverflow(Expression value)
    {
        (double coefficient, Expression bare) = ExpressionPool.SplitCoefficient(value);
        return Math.Abs(coefficient) >= LargeFactor || (bare is Product product && product.Factors.Sum(factor => factor.Power) >= ManyFactors);
    }

    private void Report(Site site, Reports reports, Fragment arithmetic, string real, string advice)
    {
        Place leftmost = arithmetic.Operands[0].Place.Leftmost;
        string text = "(" + real + ")" + ExpressionText.Bracketed(leftmost.Text);
        reports.Add(this, site.Place, advice, Replacement.Plain(leftmost, text, "a cast to " + real));
    }
}
