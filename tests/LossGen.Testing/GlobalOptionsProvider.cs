using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LossGen.Testing;

/// <summary>Options of a whole compilation, such as the properties that a project passes to the compiler.</summary>
public sealed class GlobalOptionsProvider(params (string Key, string Value)[] options) : AnalyzerConfigOptionsProvider
{
    private readonly Dictionary<string, string> _options = options.ToDictionary(static option => option.Key, static option => option.Value, StringComparer.Ordinal);

    public override AnalyzerConfigOptions GlobalOptions => new Options(_options);

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Options([]);

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Options([]);

    private sealed class Options(Dictionary<string, string> options) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => options.TryGetValue(key, out value);
    }
}
