using Microsoft.CodeAnalysis;

namespace LossGen.Generators.Rules;

/// <summary>The rules for the use of a model: what the compiler can already see to fail at run time.</summary>
internal static class UsageRules
{
    public static readonly DiagnosticDescriptor SettingOutOfRange = new(
        "LG0010",
        "A setting is out of range",
        "{0} is {1}; expected {2}: at run time this throws ArgumentOutOfRangeException",
        DeclarationRules.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "The options of losses, training, schedules and optimizers check their values when they are set; a constant out of "
            + "range can only throw.",
        helpLinkUri: HelpLinks.For("LG0010"));

    public static readonly DiagnosticDescriptor ArrayLengthDoesNotFit = new(
        "LG0011",
        "An array does not fit the model",
        "{0} has {1}; expected {2}, because '{3}' has {4}: at run time this throws ArgumentException",
        DeclarationRules.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Rows are multiples of the model's features, labels are one a row and below the number of classes, destinations have room "
            + "for all rows; anything else can only throw.",
        helpLinkUri: HelpLinks.For("LG0011"));

    public static readonly DiagnosticDescriptor WeightsWithSmoothing = new(
        "LG0025",
        "Class weights and label smoothing do not go together",
        "ClassWeights and LabelSmoothing are both set: smoothing gives every row a share of each class times the weight of that class, and where weights differ "
            + "by more than K (1 - ε) / ε the loss is least where the heaviest class is predicted for every row; expected one of the two, or weights by SampleWeights",
        DeclarationRules.Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "The loss is PyTorch's: class weights stand inside the sum over classes, the share of smoothing included. Sample weights stand outside.",
        helpLinkUri: HelpLinks.For("LG0025"));

    public static readonly DiagnosticDescriptor AdversaryNeedsDenseRows = new(
        "LG0026",
        "An adversary needs a model of dense rows",
        "Adversary is set, but '{0}' has {1}; expected no adversary, or a model of dense rows: at run time this throws ArgumentException",
        DeclarationRules.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "An adversary moves every feature of a row a little. "
            + "Models of sparse rows and of tokens have neither attacks nor certificates, and cannot be trained against any.",
        helpLinkUri: HelpLinks.For("LG0026"));

    public static readonly DiagnosticDescriptor ListIsNoSpan = new(
        "LG0021",
        "A model takes spans of its numbers",
        "'{0}' takes {1} here and gets {2}; expected {3}",
        DeclarationRules.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Arrays convert to spans by themselves; a list lends its memory by CollectionsMarshal.AsSpan. Rows in arrays of their own, tables "
            + "and other types of numbers are copied into one array.",
        helpLinkUri: HelpLinks.For("LG0021"));
}
