namespace LossGen.Analyzers.Shared;

/// <summary>
/// How a rule passes the code fix what to write. This file is compiled into LossGen.Analyzers and into LossGen.CodeFixes, which do not refer
/// to each other: an editor loads them into different processes.
/// </summary>
internal static class FixProtocol
{
    /// <summary>A diagnostic's property: the expression to write. Its first additional location is the expression to replace.</summary>
    public const string Replacement = "Replacement";

    /// <summary>A diagnostic's property: what to call the replacement in the title of the fix.</summary>
    public const string Function = "Function";

    /// <summary>A diagnostic's property: the namespace that the replacement needs, if any.</summary>
    public const string Using = "Using";

    /// <summary>
    /// The equivalence key of every fix, one for all rules: dotnet format takes the key of the first diagnostic of whatever rule, and is to
    /// leave nothing behind. The ids decide which rules Fix All is about.
    /// </summary>
    public const string EquivalenceKey = "StableFormCodeFixProvider";

    private const int FirstRule = 1001;
    private const int LastRule = 1022;

    /// <summary>
    /// The ids that the fix serves: of every rule. One that proposes no replacement costs nothing, and one that learns to propose one is
    /// served at once.
    /// </summary>
    public static IEnumerable<string> RuleIds =>
        Enumerable.Range(FirstRule, LastRule - FirstRule + 1).Select(static number => $"LG{number}");
}

/// <summary>The names of the runtime library that rules look for and fixes write.</summary>
internal static class StableMathNames
{
    public const string Namespace = "LossGen";
    public const string Class = "StableMath";

    public const string Log1P = "Log1P";
    public const string ExpM1 = "ExpM1";
    public const string ExpOfSum = "ExpOfSum";
    public const string Sigmoid = "Sigmoid";
    public const string LogSigmoid = "LogSigmoid";
    public const string Softplus = "Softplus";
    public const string XLogX = "XLogX";
    public const string XLogY = "XLogY";
    public const string RelativeEntropy = "RelativeEntropy";
    public const string KullbackLeibler = "KullbackLeibler";
    public const string LogAddExp = "LogAddExp";
    public const string Log1MExp = "Log1MExp";
    public const string BinaryCrossEntropy = "BinaryCrossEntropy";
    public const string LogSumExp = "LogSumExp";
    public const string Entropy = "Entropy";
    public const string SoftMax = "SoftMax";
    public const string LogSoftMax = "LogSoftMax";
}
