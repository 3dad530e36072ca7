using LossGen.Analyzers.Expressions;

namespace LossGen.Analyzers.Matching;

/// <summary>Random numbers.</summary>
internal static class RandomDraws
{
    /// <summary>A uniform draw from [0, 1), of System.Random or by the name that every generator gives it.</summary>
    public static bool IsUniform(Expression value) => value is Call { Function: KnownFunction.NextReal }
        || (value is Unknown { Parts.Length: <= 1 }
            && value.NameOfCall is "NextDouble" or "NextSingle" or "NextFloat" or "nextDouble" or "NextUniform" or "NextUnitDouble");
}
