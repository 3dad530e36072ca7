using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;

namespace LossGen.Analyzers.Rules;

/// <summary>LG1022: integers divide, or overflow, before the logarithm or the exponential sees them.</summary>
internal sealed class LogOfIntegerArithmeticRule() : NumericRule(RuleDescriptors.LogOfIntegerArithmetic)
{
    // A product of this many int variables is taken to be able to pass 2^31.
    private const int ManyFactors = 3;

    // Beside a constant of this size 2^31 is reached by a variable of a few thousands.
    private const double LargeFactor = 1e5;

    public override bool SpeaksInSpecialFunctions => true;

    public override void Examine(Site site, MemberReading member, Reports reports)
    {
        if (!(site.Function.IsLogarithm() || site.Function.IsExponential()) || site.Operands.Length == 0 || !site.Value.HasTranscendental)
        {
            return;
        }

        // Through the implicit widening, and through casts that come after the arithmetic.
        Fragment argument = site.Operands[0].Code.Unconverted;
        if (!argument.IsBinary || argument.IsCompileTimeConstant || !argument.IsInteger)
        {
            return;
        }

        string real = site.RealType == RealType.Single ? "float" : "double";
        if (argument.Operator == Operator.Divide && !argument.Operands[0].IsCompileTimeConstant)
        {
            Report(site, reports, argument, real, "the quotient is truncated to an integer first; divide as " + real);
        }
        else if (argument.Operator == Operator.Multiply && argument.IsInt32 && CanOverflow(site.Operands[0].Value))
        {
            Report(site, reports, argument, real, "the product overflows int first; multiply as " + real);
        }
    }

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
