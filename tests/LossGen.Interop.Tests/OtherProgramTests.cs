using Xunit;

namespace LossGen.Interop.Tests;

public sealed class OtherProgramTests
{
    [Fact]
    public void A_program_that_is_absent_is_named_with_the_way_to_get_it() => Assert.Equal(
        Environment.GetEnvironmentVariable("LOSSGEN_REQUIRE_PROGRAMS") == "1" ? null : "Nothing is not installed (it cannot be).",
        new OtherProgram("Nothing", "no-such-program-anywhere", [], "it cannot be").ReasonToSkip);

    [FactWith(nameof(OtherProgram.NumPy))]
    public void What_a_program_prints_is_returned() =>
        Assert.Equal("6\n", OtherProgram.NumPy.Run("-c", "import numpy; print(numpy.arange(4).sum())").ReplaceLineEndings("\n"));
}
