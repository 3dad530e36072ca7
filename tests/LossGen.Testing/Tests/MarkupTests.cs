using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace LossGen.Testing.Tests;

public class MarkupTests
{
    [Fact]
    public void Spans_and_positions_are_taken_out_of_the_text()
    {
        TestFileMarkupParser.GetPositionsAndSpans(
            "a[|b|]c{|ID1:d|}$$e{|#0:f|}", out string text, out ImmutableArray<int> positions, out ImmutableDictionary<string, ImmutableArray<TextSpan>> spans);

        Assert.Equal("abcdef", text);
        Assert.Equal([4], positions.ToArray());
        Assert.Equal([new TextSpan(1, 1)], spans[""].ToArray());
        Assert.Equal([new TextSpan(3, 1)], spans["ID1"].ToArray());
        Assert.Equal([new TextSpan(5, 1)], spans["#0"].ToArray());
    }

    [Fact]
    public void Spans_nest()
    {
        TestFileMarkupParser.GetSpans("{|A:x[|y|]{|B:z|}|}", false, out string text, out ImmutableDictionary<string, ImmutableArray<TextSpan>> spans);

        Assert.Equal("xyz", text);
        Assert.Equal([new TextSpan(0, 3)], spans["A"].ToArray());
        Assert.Equal([new TextSpan(1, 1)], spans[""].ToArray());
        Assert.Equal([new TextSpan(2, 1)], spans["B"].ToArray());
    }

    [Fact]
    public void Dollar_signs_may_be_code()
    {
        TestFileMarkupParser.GetSpans("$$\"\"\"[|x|]\"\"\"", true, out string text, out ImmutableDictionary<string, ImmutableArray<TextSpan>> spans);

        Assert.Equal("$$\"\"\"x\"\"\"", text);
        Assert.Equal([new TextSpan(5, 1)], spans[""].ToArray());
    }

    [Theory]
    [InlineData("a[|b", "opened at offset 1", "never closed")]
    [InlineData("a|]b", "'|]' at offset 1", "closes no open span")]
    [InlineData("{|A:b|]", "'|]' at offset 5", "closes no open span")]
    public void Unbalanced_markup_is_refused_with_its_offset(string source, string where, string what)
    {
        string message = Assert.Throws<ArgumentException>(() => TestFileMarkupParser.GetSpan(source, out _, out _)).Message;

        Assert.Contains(where, message);
        Assert.Contains(what, message);
    }

    [Fact]
    public void Braces_and_brackets_of_code_are_no_markup()
    {
        const string Code = "if (a[0] is { } || b is []) { c |= d[1] | e; }";
        TestFileMarkupParser.GetSpans(Code, out string text, out ImmutableArray<TextSpan> spans);

        Assert.Equal(Code, text);
        Assert.Empty(spans);
    }
}
