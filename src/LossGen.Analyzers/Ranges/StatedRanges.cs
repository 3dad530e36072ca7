using LossGen.Analyzers.Expressions;
using static LossGen.Analyzers.Ranges.ElementaryRanges;

namespace LossGen.Analyzers.Ranges;

/// <summary>
/// What the form of a value says of its range, without a look at what it is made of: a clamp is within its bounds, an exponential is positive. For values that
/// take too long to follow.
/// </summary>
internal static class StatedRanges
{
    private const int Deepest = 6;

    public static Interval Of(Expression value) => Of(value, 0);

    private static Interval Of(Expression value, int depth) => value switch
    {
        Constant constant => Interval.Point(constant.Value),
        _ when depth > Deepest => Interval.Everything,
        Sum { Terms: [var term] } sum => Scale(Of(term.Value, depth + 1), term.Coefficient) + Interval.Point(sum.Constant),
        Call { Function: KnownFunction.Max } larger => Larger(Of(larger.Arguments[0], depth + 1), Of(larger.Arguments[1], depth + 1)),
        Call { Function: KnownFunction.Min } smaller => -Larger(-Of(smaller.Arguments[0], depth + 1), -Of(smaller.Arguments[1], depth + 1)),
        Call { Function: KnownFunction.Clamp } clamp => -Larger(-Larger(Of(clamp.Arguments[0], depth + 1), Of(clamp.Arguments[1], depth + 1)), -Of(clamp.Arguments[2], depth + 1)),
        Call { Function: KnownFunction.Exp or KnownFunction.Exp2 or KnownFunction.Exp10 } => Interval.Positive,
        Call { Function: KnownFunction.Abs or KnownFunction.Sqrt or KnownFunction.Hypot or KnownFunction.Count or KnownFunction.Softplus } => Interval.NonNegative,
        Call { Function: KnownFunction.Sigmoid } => new Interval(0, 1, lowOpen: true),
        Call { Function: KnownFunction.SoftMax } => Interval.Unit,
        Call { Function: KnownFunction.Sin or KnownFunction.Cos or KnownFunction.Tanh } => new Interval(-1, 1),
        _ => Interval.Everything,
    };
}
