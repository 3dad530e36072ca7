using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Xunit;
using Xunit.Abstractions;

namespace LossGen.Analyzers.Tests.Fixes.Proofs;

/// <summary>Each fix is run before and after over a sweep, against values of 384 bits.</summary>
[Trait("Category", "Slow")]
public sealed class FixProofTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. FixProofs.All.Select(static proof => proof.ToString())];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_fixed_code_errs_little_and_nowhere_more_than_before(string name)
    {
        FixProof proof = FixProofs.All.Single(proof => proof.ToString() == name);
        ProofMeasurement measured = ProofMeasurement.Of(proof);
        output.WriteLine($"{name}, {measured.Count} arguments");
        output.WriteLine($"before      {measured.Before}");
        output.WriteLine($"after       {measured.After}");
        output.WriteLine($"conditioned {measured.AfterConditioned}");
        output.WriteLine($"excess      {measured.Excess}");

        Assert.True(measured.Count > 20, $"Only {measured.Count} arguments are in the domain.");
        Assert.True(measured.AfterConditioned.Ulp <= proof.Bound, $"The fixed code errs by {measured.AfterConditioned}; at most {proof.Bound} ulp are allowed.");
        Assert.True(measured.Excess.Ulp <= proof.Allowance, $"The fixed code is worse than before by {measured.Excess}; at most {proof.Allowance} ulp are allowed.");
    }
}
