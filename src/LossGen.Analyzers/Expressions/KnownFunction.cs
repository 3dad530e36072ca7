namespace LossGen.Analyzers.Expressions;

/// <summary>The functions the analysis knows, whatever library they were called from and for whatever type of number.</summary>
internal enum KnownFunction
{
    None,

    // Exponentials.
    Exp, Exp2, Exp10, Power,

    // The library's own exp(x) - 1 and its relatives: the naive formulas behind a safe name.
    NaiveExpM1, NaiveExp2M1, NaiveExp10M1,

    // Logarithms; LogBase takes (x, base).
    Log, Log2, Log10, LogBase,
    NaiveLog1P, NaiveLog2P1, NaiveLog10P1,

    // Accurate forms.
    Log1P, ExpM1, ExpOfSum, Sigmoid, LogSigmoid, Softplus, XLogX, XLogY, RelativeEntropy, LogAddExp, Log1MExp, BinaryCrossEntropy, LogSumExp, Entropy,

    // Hyperbolic, circular and other elementary functions.
    Sinh, Cosh, Tanh, Asinh, Acosh, Atanh, Sin, Cos, Tan, Asin, Acos, Atan, Atan2, Hypot,
    Sqrt, Cbrt, Abs, Max, Min, Clamp, Sign, Floor, Ceiling, Round, Truncate, FusedMultiplyAdd,

    // Conversions and the arithmetic of integers.
    ToInteger, IntegerQuotient, Remainder, BitwiseAnd, BitwiseOr,

    // Random numbers: real in [0, 1), integers from 0.
    NextReal, NextInteger,

    // How many: lengths, counts, ranks.
    Count,

    // Conditions: the first two compare the one argument with zero.
    IsPositive, IsZero, Not, And, Or, IsNaN, IsInfinite, IsFinite,

    // Collections.
    SoftMax, LogSoftMax, Tuple,
}

internal static class KnownFunctionFacts
{
    public static bool IsLogarithm(this KnownFunction function) => function is KnownFunction.Log or KnownFunction.Log2 or KnownFunction.Log10
        or KnownFunction.LogBase;

    public static bool IsExponential(this KnownFunction function) => function is KnownFunction.Exp or KnownFunction.Exp2 or KnownFunction.Exp10;

    public static bool IsCondition(this KnownFunction function) => function is KnownFunction.IsPositive or KnownFunction.IsZero
        or KnownFunction.Not or KnownFunction.And or KnownFunction.Or or KnownFunction.IsNaN or KnownFunction.IsInfinite
        or KnownFunction.IsFinite;

    /// <summary>How many numbers it takes; a call with more or fewer did not bind.</summary>
    public static bool Takes(this KnownFunction function, int arguments) => function switch
    {
        KnownFunction.NextReal or KnownFunction.NextInteger => true,
        KnownFunction.Round => arguments >= 1,
        KnownFunction.Clamp or KnownFunction.FusedMultiplyAdd => arguments == 3,
        KnownFunction.Power or KnownFunction.LogBase or KnownFunction.Max or KnownFunction.Min or KnownFunction.Atan2 or KnownFunction.Hypot
            or KnownFunction.ExpOfSum or KnownFunction.XLogY or KnownFunction.RelativeEntropy or KnownFunction.LogAddExp or KnownFunction.BinaryCrossEntropy => arguments == 2,
        _ => arguments == 1,
    };

    /// <summary>Whether the rules may have something to say about an expression with this function in it.</summary>
    public static bool IsTranscendental(this KnownFunction function) => function is (>= KnownFunction.Exp and <= KnownFunction.Atanh);
}
