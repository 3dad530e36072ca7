using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Analyzers.Rules;

/// <summary>LG1019: an integer cut from an inexact quotient of logarithms: Log(1000)/Log(10) is 2.9999999999999996.</summary>
internal sealed class IntegerFromLogQuotientRule() : NumericRule(RuleDescriptors.IntegerFromLogQuotient)
{
    public override bool SpeaksInSpecialFunctions => true;

    public override void Examine(Site site, RuleContext context)
    {
        if (!Cuts(site, context))
        {
            return;
        }

        IsQuotient(WithoutWholeShift(site.Operands[0].Value, context), out Expression argument, out double @base);

        IOperation quotient = site.Operands[0].Operation;
        string? function = Math.Abs(@base - 2) < 1e-9 ? "Log2" : Math.Abs(@base - 10) < 1e-9 ? "Log10" : null;
        Replacement? fix = null;
        string type = quotient.Type?.SpecialType == SpecialType.System_Single ? "MathF" : "Math";
        if (function is not null && context.Flow.Known.Has(type, function) && ReferenceEquals(site.Operands[0].Value, WithoutWholeShift(site.Operands[0].Value, context)) && quotient.Syntax != site.Operation.Syntax
            && context.Forms.Text(site, argument) is { } text)
        {
            string library = type == "MathF" ? "System.MathF" : context.Forms.LibraryOf(site);
            fix = new Replacement(Bare(quotient), $"{library}.{function}({text})", library + "." + function, NeedsStableMath: false);
        }

        context.Report(this, site.Operation.Syntax, fix is { } exact ? "write " + exact.Text + ", which is exact at whole powers" : "use an integer logarithm, or correct the result by a multiplication", fix);
    }

    /// <summary>Whether an integer is cut from a quotient of logarithms here.</summary>
    public static bool Cuts(Site site, RuleContext context) =>
        site.Function is KnownFunction.ToInteger or KnownFunction.Floor or KnownFunction.Ceiling or KnownFunction.Truncate && site.Operands.Length > 0
        && IsQuotient(WithoutWholeShift(site.Operands[0].Value, context), out _, out _);

    private static SyntaxNode Bare(IOperation operation)
    {
        while (operation is IConversionOperation { IsImplicit: true } conversion)
        {
            operation = conversion.Operand;
        }

        return operation.Syntax;
    }

    /// <summary>Adding 1 moves the step, not its error; adding 0.5 or a tolerance removes it.</summary>
    public static Expression WithoutWholeShift(Expression value, RuleContext context) =>
        value is Sum { Constant: not 0 } sum && sum.Constant == Math.Floor(sum.Constant) ? context.Pool.Subtract(sum, context.Pool.Constant(sum.Constant)) : value;

    /// <summary>Numbers of which one may be a power of the other; a draw and its complement, log(1 - u)/log(1 - p), is not among them.</summary>
    private static bool CanBePower(Expression argument, Expression @base) => argument is not Sum { Constant: 1 } && @base is not Sum { Constant: 1 }
        && !Shapes.Contains(argument, part => part.IsCall(KnownFunction.NextReal));

    private static bool IsQuotient(Expression value, out Expression argument, out double @base)
    {
        argument = value;
        @base = double.NaN;
        switch (value)
        {
            case Call { Function: KnownFunction.LogBase } logarithm:
                argument = logarithm.Argument;
                @base = logarithm.Arguments[1] is Constant constant ? constant.Value : double.NaN;
                return !double.IsNaN(@base) || CanBePower(argument, logarithm.Arguments[1]);
            case Product { Factors.Length: 2 } product
                when product.Factors.Any(factor => factor.Power == 1 && factor.Value.IsCall(KnownFunction.Log)) && product.Factors.Any(factor => factor.Power == -1 && factor.Value.IsCall(KnownFunction.Log)):
                argument = ((Call)product.Factors.First(factor => factor.Power == 1).Value).Argument;
                return CanBePower(argument, ((Call)product.Factors.First(factor => factor.Power == -1).Value).Argument);
            case Sum { Constant: 0, Terms.Length: 1 } sum when sum.Terms[0].Value is Call { Function: KnownFunction.Log } scaled && sum.Terms[0].Coefficient > 0:
                // A multiple of a logarithm whose factor is 1/log(b) for a whole b.
                @base = Math.Exp(1 / sum.Terms[0].Coefficient);
                argument = scaled.Argument;
                return @base > 1.5 && @base < 1e6 && Math.Abs(@base - Math.Round(@base)) < 1e-9 * @base;
            default:
                return false;
        }
    }
}
