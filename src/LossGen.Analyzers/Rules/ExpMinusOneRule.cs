using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;
using LossGen.Analyzers.Shared;
using Microsoft.CodeAnalysis;

namespace LossGen.Analyzers.Rules;

/// <summary>LG1002: exp(x) - 1 and 1 - exp(x) where x can be near 0.</summary>
internal sealed class ExpMinusOneRule() : NumericRule(RuleDescriptors.ExpMinusOne)
{
    public override void Examine(Site site, MemberReading member, Reports reports)
    {
        if (site.IsBinary && site.Operator == Operator.Divide && IsConstantByZero(site.Operands[1], site.Operands[0], site, member))
        {
            reports.Add(this, site.Place, "the quotient is infinite where the exponent is 0: say what should happen there, and take StableMath.ExpM1 elsewhere",
                severity: DiagnosticSeverity.Info);
            return;
        }

        if (site.IsBinary && site.Operator == Operator.Divide
            && (IsZeroByZero(site.Operands[0], site.Operands[1], site, member) || IsZeroByZero(site.Operands[1], site.Operands[0], site, member)))
        {
            reports.Add(this, site.Place, "0/0 is NaN where the exponent is 0: return the limit there, and take StableMath.ExpM1 elsewhere",
                severity: DiagnosticSeverity.Info);
            return;
        }

        if (site.IsBinary && site.Operator == Operator.Subtract && SmallExponent(site) is { } number)
        {
            Replacement? near = member.Forms.Stable(site, site.Place, StableMathNames.ExpM1, number);
            near = site.Operands[0].Value.IsConstant(1) && site.Operands[0].Code.Unconverted.Function != KnownFunction.Exp && near is { } negative
                ? negative with { Text = "-" + negative.Text }
                : near;
            reports.Add(this, site.Place, "write " + (near?.Text ?? StableMathNames.Class + "." + StableMathNames.ExpM1), near);
            return;
        }

        if (!(site.IsBinary && site.Operator is Operator.Add or Operator.Subtract)
            || site.Value is not Sum { Constant: not 0, Terms.Length: 1 } sum
            || sum.Terms[0].Coefficient != -sum.Constant
            || !Shapes.IsNaturalExp(sum.Terms[0].Value, out Expression x)
            || CarefulCode.IsAccurateForm(site, member)
            || x.IsInteger || member.IsCompared(site.Value) || site.IsUsedOnlyIn("Max", "Clamp")
            || member.IsAddedToConstant(site) || IsBesideItsVariable(site, x, member) || site.IsOnlyAsserted)
        {
            return;
        }

        Interval range = member.RangeOf(x, site);
        Interval size = site.Facts[member.Pool.Call(KnownFunction.Abs, x)];
        if (range.Low >= Shapes.Near(site) || range.High <= -Shapes.Near(site) || size.Low >= 1e-8)
        {
            return;
        }

        Replacement? fix = Math.Abs(sum.Constant) == 1 ? member.Forms.Stable(site, site.Place, StableMathNames.ExpM1, x) : null;
        if (fix is { } plain && sum.Constant > 0)
        {
            fix = plain with { Text = "-" + plain.Text };
        }

        reports.Add(this, site.Place, "write " + (fix?.Text ?? StableMathNames.Class + "." + StableMathNames.ExpM1), fix,
            Digits.Matter(site, x, member) ? null : DiagnosticSeverity.Hidden);
    }

    /// <summary>i·(exp(v/w) - 1) + g·v: near 0 the other term in the same variable decides.</summary>
    private static bool IsBesideItsVariable(Site site, Expression x, MemberReading member) => member.Sites.Around(site)
        .Select(outer => ExpressionPool.SplitCoefficient(outer.Value).Value).OfType<Sum>()
        .Any(sum => sum.Terms.Any(term => !term.Value.HasTranscendental && term.Value is not Constant
            && Shapes.Contains(term.Value, part => part is Unknown { Origin.Kind: not OriginKind.Name } or Element or Phi && x.Contains(part))));

    /// <summary>The exponent of exp(x) - 1 or 1 - exp(x) where x is a variable that holds a small number: the difference keeps no trace of it.</summary>
    private static Constant? SmallExponent(Site site)
    {
        Operand? exponential = site.Operands.All(operand => operand.Value is Constant)
            ? site.Operands.FirstOrDefault(static operand => operand.Code.Unconverted is { Function: KnownFunction.Exp, Operands: [{ Value: Constant }] })
            : null;
        return exponential is { } found && site.Operands.Any(operand => operand.Value.IsConstant(1) && operand.Place != found.Place)
            && found.Code.Unconverted.Operands[0].Value is Constant { Value: not 0 } number && Math.Abs(number.Value) < Shapes.Near(site)
                ? number
                : null;
    }

    /// <summary>(1 - exp(-a·x))/a, or upside down, where a is let through at 0: the exponent has it as a factor.</summary>
    private static bool IsZeroByZero(Operand difference, Operand other, Site site, MemberReading member)
    {
        Expression? exponent = ExponentOf(difference);
        return exponent is not null && Factors(other.Value).Any(divisor => Factors(exponent).Any(factor => ReferenceEquals(factor, divisor))
            && divisor is not Phi { IsLoopHead: true } && !(divisor is Unknown && !site.Facts.Knows(divisor)) && member.RangeOf(divisor, site) is { CanBeZero: true } range
            && (range.Low == 0 || !(double.IsInfinity(range.Low) || double.IsInfinity(range.High))));
    }

    /// <summary>
    /// a/(exp(a·x) - 1) where a is a root, which is 0 only where all under it is, and x can be 0 as well, as a time that has not begun.
    /// </summary>
    private static bool IsConstantByZero(Operand difference, Operand other, Site site, MemberReading member) => IsZeroByZero(difference, other, site, member)
        && ExponentOf(difference) is { } exponent && Factors(exponent).Where(factor => !Factors(other.Value).Contains(factor)).ToArray() is { Length: > 0 } rest
        && Factors(other.Value).Where(Factors(exponent).Contains).All(shared => shared.IsCall(KnownFunction.Sqrt) && !site.Facts.Knows(shared))
        && rest.Any(factor => member.RangeOf(factor, site).CanBeZero);

    /// <summary>The exponent of a factor of the difference that is exp(x) - 1 or like it; null where there is none.</summary>
    private static Expression? ExponentOf(Operand difference)
    {
        Expression top = ExpressionPool.SplitCoefficient(difference.Value).Value;
        Expression[] factors = top is Product product ? [.. product.Factors.Where(factor => factor.Power == 1).Select(factor => factor.Value)] : [top];
        return factors.Select(factor => Exponent(ExpressionPool.SplitCoefficient(factor).Value)).FirstOrDefault(found => found is not null);
    }

    /// <summary>The exponent of exp(x) - 1, 1 - exp(x) or expm1(x).</summary>
    private static Expression? Exponent(Expression value) => value switch
    {
        Sum { Constant: not 0, Terms.Length: 1 } sum when sum.Terms[0].Coefficient == -sum.Constant && Shapes.IsNaturalExp(sum.Terms[0].Value, out Expression x) => x,
        Call { Function: KnownFunction.ExpM1 or KnownFunction.NaiveExpM1 } call => call.Argument,
        _ => null,
    };

    private static IEnumerable<Expression> Factors(Expression value) => ExpressionPool.SplitCoefficient(value).Value is var bare && bare is Product product
        ? product.Factors.Where(factor => factor.Power > 0).Select(factor => factor.Value)
        : [bare];
}
