using LossGen.Generators.Parsing;
using LossGen.Generators.Planning;
using LossGen.Generators.Specification;
using LossGen.Kernels;
using Xunit;

namespace LossGen.Generators.Tests.Emission;

/// <summary>What the generator knows of the runtime without referring to it.</summary>
public sealed class AgreementTests
{
    [Fact]
    public void Blocks_and_vectors_have_the_size_that_indices_are_cut_to()
    {
        Assert.Equal(Block.Rows, Budget.BlockRows);
        Assert.Equal(Block.StraightRows, Budget.StraightRows);
        Assert.Equal(Lanes.Width, Budget.LaneWidth);
    }

    [Fact]
    public void The_product_of_the_sums_of_a_straight_pass_is_finite_and_would_not_be_for_twice_the_rows()
    {
        for (int logits = 1; logits <= Budget.UnrolledClasses; logits++)
            Assert.True(Budget.ProductOfSumsIsFinite(logits, Budget.StraightRows), $"{logits} logits");
        Assert.False(Budget.ProductOfSumsIsFinite(Budget.UnrolledClasses, 2 * Budget.StraightRows));
        Assert.False(Budget.ProductOfSumsIsFinite(logits: 1, 128 * Budget.LaneWidth)); // binary: 2^128
    }

    [Fact]
    public void Tasks_have_the_same_names_and_values()
    {
        Assert.Equal(
            Enum.GetValues<ClassificationTask>().Select(static task => (task.ToString(), (int)task)),
            Enum.GetValues<ModelTask>().Select(static task => (task.ToString(), (int)task)));
    }
}
