using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;

namespace LossGen.Testing;

/// <summary>Compares what generators wrote with the files a test lists.</summary>
internal static class GeneratedSourcesVerifier
{
    public static void Verify(GeneratorDriverRunResult run, SourceFileCollection expected, IVerifier verifier)
    {
        verifier = verifier.PushContext("Generated sources");
        Dictionary<string, SourceText> actual = run.Results
            .SelectMany(static result => result.GeneratedSources.IsDefault
                ? []
                : result.GeneratedSources.Select(source =>
                    (Path: SourceFileCollection.GeneratedPath(result.Generator.GetGeneratorType(), source.HintName), source.SourceText)))
            .ToDictionary(static file => file.Path, static file => file.SourceText);

        var missing = expected.Where(file => !actual.ContainsKey(file.filename)).ToList();
        var surplus = actual.Where(file => expected.All(wanted => wanted.filename != file.Key)).ToList();
        if (missing.Count > 0 || surplus.Count > 0)
        {
            var text = new StringBuilder($"The generated files are not the expected ones: {expected.Count} expected, {actual.Count} generated.");
            foreach ((string filename, _) in missing) text.AppendLine().Append($"Expected, but not generated: {filename}");
            foreach ((string filename, SourceText content) in surplus)
                text.AppendLine().AppendLine($"Generated, but not expected: {filename}").Append(content);
            foreach (GeneratorRunResult result in run.Results.Where(static result => result.Exception is not null))
                text.AppendLine().Append($"{result.Generator.GetGeneratorType()} threw: {result.Exception}");
            verifier.Fail(text.ToString());
        }

        foreach ((string filename, SourceText content) in expected)
        {
            SourceText written = actual[filename];
            verifier.EqualOrDiff(content.ToString(), written.ToString(), $"{filename} differs (- expected, + generated):");
            verifier.Equal(content.Encoding?.WebName, written.Encoding?.WebName,
                $"{filename} has the encoding {written.Encoding?.WebName ?? "none"}, expected {content.Encoding?.WebName ?? "none"}.");
            verifier.Equal(content.ChecksumAlgorithm, written.ChecksumAlgorithm,
                $"{filename} has the checksum algorithm {written.ChecksumAlgorithm}, expected {content.ChecksumAlgorithm}.");
        }
    }
}
