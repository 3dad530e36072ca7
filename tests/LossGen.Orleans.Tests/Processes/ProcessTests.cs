using Xunit;

namespace LossGen.Orleans.Tests.Processes;

/// <summary>Silos in processes of their own, of which one is killed or stopped in the middle: the run ends, with the bits of one thread.</summary>
[Trait("Category", "Slow")]
public sealed class ProcessTests
{
    [Theory]
    [InlineData("Killed", 1)]
    [InlineData("CoordinatorKilled", 2)]
    [InlineData("Stopped", 3)]
    public async Task A_silo_that_is_lost_changes_no_bit(string fault, int seed)
    {
        await using ProcessCluster cluster = await ProcessCluster.StartAsync(3);
        FaultRuns.Outcome run = await FaultRuns.RunAsync(cluster, Enum.Parse<FaultRuns.Fault>(fault), new Random(seed), stop: TimeSpan.FromSeconds(8));
        Assert.True(run.WasHit);
        Assert.Equal(FaultRuns.Expected(), run.Parameters);
    }
}
