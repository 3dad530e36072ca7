using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;

namespace LossGen.Analyzers.Matching;

/// <summary>Elements of a softmax: exponentials over their sum.</summary>
internal static class SoftMaxShares
{
    private static readonly string[] Others =
        ["weight", "weights", "bias", "biases", "grad", "grads", "gradient", "gradients", "input", "inputs", "logit", "logits", "target", "targets", "label", "labels", "shape"];

    /// <summary>By a known call, by its formula, or by the name or the body of the method that made it.</summary>
    public static bool Is(Expression value, MemberReading member)
    {
        if (value.IsCall(KnownFunction.SoftMax) || IsShare(value, member)) return true;
        if (value.NameOfCall is not null && member.IsSoftMax(value)) return true;
        if (value is Element element && IsMade(Root(element), member)) return true;

        return member.Contents(value).Any(stored => stored.IsCall(KnownFunction.SoftMax) || IsShare(stored, member));
    }

    /// <summary>What such a method returned; or the array in an object that it returned, unless it is named for something else that the object holds.</summary>
    private static bool IsMade(Expression collection, MemberReading member) => member.IsSoftMax(collection)
        || (collection is Unknown { Parts: [Unknown { CalledName: not null } whole], CalledName: null, Name: { } name }
            && !Words.In(name).Any(Others.Contains) && member.IsSoftMax(whole));

    /// <summary>exp(x) over a sum of exponentials.</summary>
    private static bool IsShare(Expression value, MemberReading member)
    {
        if (value is not Product product)
        {
            return false;
        }

        bool above = product.Factors.Any(factor => factor.Power == 1 && IsExponential(factor.Value, member));
        return above && product.Factors.Any(factor => factor.Power == -1
            && Accumulations.IsAccumulated(factor.Value, member.Pool, out ImmutableArray<Expression> addends)
            && addends.Any(addend => IsExponential(addend, member)));
    }

    private static bool IsExponential(Expression value, MemberReading member) =>
        Shapes.ExponentsIn(value).Any() || member.Contents(value).SelectMany(Shapes.ExponentsIn).Any();

    private static Expression Root(Element element) => element.Collection is Element inner ? Root(inner) : element.Collection;
}
