using Xunit;

namespace LossGen.Testing.Tests;

public class LineDiffTests
{
    [Fact]
    public void Changed_lines_stand_between_their_neighbours()
    {
        string diff = LineDiff.Between("a\nb\nc\nd\ne\nf\ng\nh\ni", "a\nb\nc\nd\nE\nf\ng\nh\ni").ReplaceLineEndings("\n");

        string[] expected =
        [
            "  ... 1 equal lines",
            "     2 | b",
            "     3 | c",
            "     4 | d",
            "-    5 | e",
            "+    5 | E",
            "     6 | f",
            "     7 | g",
            "     8 | h",
            "  ... 1 equal lines",
            "",
        ];
        Assert.Equal(expected, diff.Split('\n'));
    }

    [Fact]
    public void An_inserted_line_does_not_mark_the_rest()
    {
        string diff = LineDiff.Between("a\nb\nc", "a\nnew\nb\nc");

        Assert.Contains("+    2 | new", diff);
        Assert.DoesNotContain("-", diff);
    }

    [Fact]
    public void Two_changes_apart_keep_the_equal_lines_between()
    {
        string diff = LineDiff.Between("x\nsame\ny", "1\nsame\n2");

        Assert.Contains("     2 | same", diff);
        Assert.Contains("-    1 | x", diff);
        Assert.Contains("+    3 | 2", diff);
    }

    [Fact]
    public void Invisible_differences_are_made_visible()
    {
        string diff = LineDiff.Between("a\nb", "a \r\nb\t");

        Assert.Contains("+    1 | a·<CR>", diff);
        Assert.Contains("+    2 | b<TAB>", diff);
    }
}
