using LossGen.Analyzers.Rules;
using LossGen.Analyzers.Tests.Fixes.Proofs;
using LossGen.Generators.Tests;
using Xunit;

namespace LossGen.Analyzers.Tests.Pages;

/// <summary>The figures on the pages are those that the proofs of the fixes measure.</summary>
public sealed class MeasuredTests
{
    private const string Update = "LOSSGEN_UPDATE_GENERATED";
    private const string Heading = "\n## Measured\n";
    private const string Following = "\n## Known limitations\n";
    private const string Introduction = """
        The worst case of a sweep, before and after the fix, against values of 384 bits: the error in ulp, or the result "for" the right one where not
        even its first digit is right, and the arguments. A correctly rounded result errs by at most 0.5 ulp.
        """;

    public static TheoryData<string> RuleIds { get; } = [.. RuleDescriptors.All.Select(static rule => rule.Id)];

    [Theory]
    [MemberData(nameof(RuleIds))]
    [Trait("Category", "Slow")]
    public void A_page_quotes_what_the_proofs_of_its_fixes_measure(string id)
    {
        FixProof[] proofs = [.. FixProofs.All.Where(proof => proof.Rule == id && proof.IsOffered)];
        FixProof[] ofGenerators = [.. FixProofs.OfGenerators.Where(proof => proof.Rule == id)];
        MeasuredRow[] drawn = [.. ofGenerators.Select(proof =>
        {
            (double before, double after) = GeneratorProofTests.WhenZeroIsDrawn(proof);
            return MeasuredRow.OfGenerator(proof, before, after);
        })];
        MeasuredRow[] measured = [.. proofs.Select(MeasuredRow.Of), .. drawn];
        string file = $"src/LossGen.Analyzers/docs/{id}.md";
        if (Environment.GetEnvironmentVariable(Update) == "1" && measured.Length > 0)
            File.WriteAllText(Repository.PathOf(file), WithTable(Repository.Read(file), MeasuredRow.Table(measured)));

        IReadOnlyList<MeasuredRow> quoted = MeasuredRow.In(SectionOf(Repository.Read(file)));
        Assert.Equal(measured.Select(row => (row.Form, row.Type)), quoted.Select(row => (row.Form, row.Type)));
        Assert.Equal(drawn, quoted.Skip(proofs.Length));
        for (int i = 0; i < proofs.Length; i++)
        {
            AssertQuoted(proofs[i], quoted[i].Before, measured[i].Before, ProofMeasurement.Of(proofs[i]).BeforeAt);
            AssertQuoted(proofs[i], quoted[i].After, measured[i].After, ProofMeasurement.Of(proofs[i]).AfterAt);
        }
    }

    /// <summary>The page's figure is the worst that is measured, and shows where the page says.</summary>
    private static void AssertQuoted(FixProof proof, string quoted, string measured, Func<double[], WorstCase> errorAt)
    {
        (double ulp, double[] at) = MeasuredRow.Read(quoted);
        if (proof.IsSingle) at = [.. at.Select(x => (double)(float)x)];
        AssertNear(ulp, MeasuredRow.Read(measured).Ulp);
        AssertNear(ulp, MeasuredRow.Read(MeasuredRow.Cell(proof, errorAt(at))).Ulp);

        // The exponentials and logarithms of the forms before, and of some after, are the platform's: the last digits of a figure are its.
        void AssertNear(double page, double found) => Assert.True(
            page == found || Math.Abs(page - found) <= 0.3 + 0.25 * found,
            $"The page of {proof.Rule} says {quoted}; measured is {measured}. If that is right, run this test with {Update}=1 to rewrite the figures.");
    }

    private static string SectionOf(string page)
    {
        int start = page.IndexOf(Heading, StringComparison.Ordinal);
        return start < 0 ? "" : page[start..page.IndexOf(Following, StringComparison.Ordinal)];
    }

    /// <summary>The page with another table in the section, which is made if need be; what else the section says stays.</summary>
    private static string WithTable(string page, string table)
    {
        string section = SectionOf(page);
        if (section.Length == 0) return page.Replace(Following, $"{Heading}\n{Introduction}\n\n{table}{Following}", StringComparison.Ordinal);
        string[] old = [.. section.Split('\n').Where(line => line.StartsWith('|'))];
        return page.Replace(string.Join('\n', old) + "\n", table, StringComparison.Ordinal);
    }
}
