using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;

namespace LossGen.Analyzers.Matching;

/// <summary>
/// The probability that a model gives to the label, whose logarithm is the loss: -log(p[label]). What ends as a softmax or a sigmoid underflows to 0 for a
/// label that the model rules out.
/// </summary>
internal static class PredictedProbabilities
{
    private static readonly string[] Losses = ["crossentropy", "cross_entropy", "logloss", "negativeloglikelihood", "neglogprob"];

    private static readonly string[] Outputs = ["output", "pred", "prob", "softmax", "yhat", "activation"];

    /// <summary>
    /// Whether the logarithm at a site is of such a probability: an element, in a method or a type that is named for the loss, that is added up or is the result
    /// by itself. With a target as its factor it is another rule's; in a private helper, the call's.
    /// </summary>
    public static bool IsLoss(Site site, Expression value, MemberReading member) =>
        (NamesLoss(member.Names) || IsCost(site, value, member)) && !site.IsInPrivateMember
        && (value is Element or Unknown { Origin.Kind: OriginKind.LambdaParameter } || IsElementRead(value))
        && !value.IsInteger && !member.Contents(value).Any(static stored => stored is not Constant)
        && (site.Negation is not null || site.IsAddedUp || site.IsResult) && !HasFactor(site, member);

    /// <summary>One element through a local: p = y[i]; log(p).</summary>
    private static bool IsElementRead(Expression value) => value is Phi { IsLoopHead: false } phi && phi.Inputs.Count > 0 && phi.Inputs.All(static input => input.Value is Element);

    /// <summary>Whether the member or its type is named for a cross-entropy or the likelihood of labels.</summary>
    public static bool NamesLoss(OwnerNames names) => IsLossName(names.Member) || names.Types.Any(IsLossName);

    /// <summary>A method that is named for a cost, and takes the logarithm of an output: the cost of a path or a trade is of something else.</summary>
    private static bool IsCost(Site site, Expression value, MemberReading member) => Words.In(member.Names.Member).Any(static word => word is "cost" or "costs" or "loss")
        && site.Negation is not null && NameOfCollection(value) is { } name && Outputs.Any(output => Shapes.Has(name, output));

    private static string? NameOfCollection(Expression value) => value switch
    {
        Element element => NameOfCollection(element.Collection),
        Unknown unknown => unknown.Name,
        _ => null,
    };

    private static bool IsLossName(string name) => Losses.Any(loss => Shapes.Has(name, loss)) || Words.In(name).Contains("nll");

    private static bool HasFactor(Site site, MemberReading member) => member.Sites.Around(site)
        .Any(static outer => outer.Operator is Operator.Multiply && outer.Operands.All(static operand => operand.Value is not Constant));
}
