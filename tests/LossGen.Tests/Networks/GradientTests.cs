using LossGen.Tests.Models;
using Xunit;

namespace LossGen.Tests.Networks;

/// <summary>Losses and gradients of networks against the reference and against central differences; the sweep over many more shapes is the generator's.</summary>
public sealed class GradientTests
{
    // Of larger models only some options, for the time that the reference takes.
    private const int SmallParameters = 1000;

    private static readonly int[] RowsToTry = [1, 5, 32, 33, 77];

    public static TheoryData<string, string, bool> Cases()
    {
        var cases = new TheoryData<string, string, bool>();
        foreach (string model in TestNetworks.Names)
        {
            bool isSmall = TestNetworks.Create(model).Parameters.Length <= SmallParameters;
            foreach (string options in LossCases.Names)
            {
                if (isSmall || options == "plain") cases.Add(model, options, false);
                if (isSmall || options == "everything") cases.Add(model, options, true);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Losses_and_gradients_equal_the_reference(string name, string options, bool soft)
    {
        foreach (int n in RowsToTry)
        {
            var trial = new NetworkTrial(TestNetworks.Create(name), n, options, soft);
            trial.EqualsReference();
            trial.StaysWithinItsMemory();
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_equal_central_differences(string name, string options, bool soft) =>
        new NetworkTrial(TestNetworks.Create(name), 5, options, soft).EqualsDifferences();
}
