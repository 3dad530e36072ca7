using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LossGen.Generators.Rules;

/// <summary>The rules for the declaration of a model. Each has its page in docs/.</summary>
internal static class DeclarationRules
{
    internal const string Category = "LossGen.Declaration";

    public static readonly DiagnosticDescriptor ClassMustBePartial = new(
        "LG0001",
        "A model must be partial",
        "'{0}' must be partial, so that the generator can add its members",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "The generator adds a second part to the class, which C# allows only if the class is declared partial.",
        helpLinkUri: HelpLinks.For("LG0001"));

    public static readonly DiagnosticDescriptor ContainingTypeMustBePartial = new(
        "LG0002",
        "A type around a model must be partial",
        "'{0}' must be partial, because the model '{1}' is nested in it",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "The generated part of a nested class stands inside a generated part of every type around it.",
        helpLinkUri: HelpLinks.For("LG0002"));

    public static readonly DiagnosticDescriptor ClassCannotBeModel = new(
        "LG0003",
        "This kind of class cannot be a model",
        "'{0}' cannot be a model because it is {1}; expected an ordinary class",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "A model is an ordinary class: not static, abstract, generic, file-local or a record, not inside a generic or "
            + "file-local type, and not derived from another model.",
        helpLinkUri: HelpLinks.For("LG0003"));

    public static readonly DiagnosticDescriptor CountOutOfRange = new(
        "LG0004",
        "The number of features or classes is out of range",
        "'{0}' is {1}; expected {2} to {3}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "A model takes 1 to 65,536 features and 2 to 65,536 classes.",
        helpLinkUri: HelpLinks.For("LG0004"));

    public static readonly DiagnosticDescriptor TooManyParameters = new(
        "LG0005",
        "The model has too many parameters",
        "{0} = {1} parameters {2}; expected at most {3}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "All weights and biases of a model live in one array of float, which .NET limits to 2,147,483,591 elements; a model with "
            + "hidden layers has at most 500,000,000 of them, since the scratch memory of a thread is such an array too.",
        helpLinkUri: HelpLinks.For("LG0005"));

    public static readonly DiagnosticDescriptor TaskDoesNotFit = new(
        "LG0006",
        "The task does not fit the model",
        "{0}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "The task must be a member of ClassificationTask, and Binary takes exactly two classes.",
        helpLinkUri: HelpLinks.For("LG0006"));

    public static readonly DiagnosticDescriptor MemberClash = new(
        "LG0007",
        "A name or signature is needed by a generated member",
        "{0} clashes with the generated {1}: {2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "The names of the generated constants, properties, fields and types belong to the generator, as do the signatures of "
            + "the generated methods. Other overloads are free.",
        helpLinkUri: HelpLinks.For("LG0007"));

    public static readonly DiagnosticDescriptor LanguageVersionTooLow = new(
        "LG0008",
        "The C# language version is too low for models",
        "'{0}' needs C# {1} or later, but the project is compiled as C# {2}; raise LangVersion",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "The generated code is written in C# 12.",
        helpLinkUri: HelpLinks.For("LG0008"));

    public static readonly DiagnosticDescriptor RepeatedAttribute = new(
        "LG0009",
        "A model is declared once",
        "'{0}' already carries [CrossEntropyModel]; expected it once, on one part of the class",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "A class is one model with one shape, so it carries the attribute once over all its parts.",
        helpLinkUri: HelpLinks.For("LG0009"));

    /// <summary>All of them, in the order of their numbers.</summary>
    public static readonly ImmutableArray<DiagnosticDescriptor> All = ImmutableArray.Create(
        ClassMustBePartial,
        ContainingTypeMustBePartial,
        ClassCannotBeModel,
        CountOutOfRange,
        TooManyParameters,
        TaskDoesNotFit,
        MemberClash,
        LanguageVersionTooLow,
        RepeatedAttribute,
        RowRules.TypeCannotBeRow,
        RowRules.MemberCannotBeFeature,
        RowRules.MemberCannotBeLabel,
        NetworkRules.HiddenLayersDoNotFit,
        NetworkRules.NoSuchActivation,
        NetworkRules.ActivationHasNoEffect);
}
