namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Which of the compiler's own diagnostics a test has to account for.</summary>
public enum CompilerDiagnostics
{
    None = 0,
    Errors = 1,
    Warnings = 2,
    Suggestions = 3,
    All = 4,
}

/// <summary>Checks a test leaves out.</summary>
[Flags]
public enum TestBehaviors
{
    None = 0,

    /// <summary>Do not check that the analyzer stays silent in a file marked as generated.</summary>
    SkipGeneratedCodeCheck = 1,

    /// <summary>Do not check that a pragma silences the analyzer.</summary>
    SkipSuppressionCheck = 2,

    /// <summary>Do not compare what the generators wrote with the expected files.</summary>
    SkipGeneratedSourcesCheck = 4,
}

/// <summary>Checks a code fix test leaves out.</summary>
[Flags]
public enum CodeFixTestBehaviors
{
    None = 0,

    /// <summary>Apply the first fix only, instead of fixing until nothing is left.</summary>
    FixOne = 1,
    SkipFixAllInDocumentCheck = 2,
    SkipFixAllInProjectCheck = 4,
    SkipFixAllInSolutionCheck = 8,
    SkipFixAllCheck = SkipFixAllInDocumentCheck | SkipFixAllInProjectCheck | SkipFixAllInSolutionCheck,
}

/// <summary>How closely the tree a fix produced is compared with what the parser makes of its text.</summary>
public enum CodeActionValidationMode
{
    None = 0,
    SemanticStructure = 1,
    Full = 2,
}

/// <summary>What becomes of markup in a state's sources.</summary>
public enum MarkupMode
{
    /// <summary>The sources hold no markup.</summary>
    None = 0,

    /// <summary>Strip it.</summary>
    Ignore = 1,

    /// <summary>Strip what names a fixable diagnostic, expect the rest.</summary>
    IgnoreFixable = 2,

    /// <summary>Every span is an expected diagnostic.</summary>
    Allow = 3,
}

/// <summary>Fine points of reading markup.</summary>
[Flags]
public enum MarkupOptions
{
    None = 0,

    /// <summary>A span without an id means the first of the analyzer's rules, however many it has.</summary>
    UseFirstDescriptor = 1,

    /// <summary>Two dollar signs are code, as in an interpolated raw string.</summary>
    TreatPositionIndicatorsAsCode = 2,
}

/// <summary>What a state takes over from the one before it.</summary>
public enum StateInheritanceMode
{
    AutoInherit = 0,
    Explicit = 1,
    AutoInheritAll = 2,
}

[Flags]
public enum DiagnosticLocationOptions
{
    None = 0,

    /// <summary>Only the start counts.</summary>
    IgnoreLength = 1,

    /// <summary>The line number is the number of a span marked in the source.</summary>
    InterpretAsMarkupKey = 2,
}

[Flags]
public enum DiagnosticOptions
{
    None = 0,
    IgnoreAdditionalLocations = 1,
    IgnoreSeverity = 2,
}
