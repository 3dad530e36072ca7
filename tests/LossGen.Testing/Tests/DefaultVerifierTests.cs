using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LossGen.Testing.Tests;

public class DefaultVerifierTests
{
    private static readonly DefaultVerifier Verifier = new();

    [Fact]
    public void What_holds_passes()
    {
        Verifier.Empty("names", Array.Empty<string>());
        Verifier.NotEmpty("names", ["a"]);
        Verifier.Equal(1, 1);
        Verifier.True(true);
        Verifier.False(false);
        Verifier.SequenceEqual([1, 2], [1, 2]);
        Verifier.EqualOrDiff("a\nb", "a\nb");
        Verifier.LanguageIsSupported("C#");
    }

    [Fact]
    public void What_does_not_hold_fails_with_both_sides()
    {
        Assert.Equal("'names' should be empty but holds 1: a", Message(static v => v.Empty("names", ["a"])));
        Assert.Equal("'names' should not be empty.", Message(static v => v.NotEmpty("names", Array.Empty<string>())));
        Assert.Equal("Expected '1' but was '2'.", Message(static v => v.Equal(1, 2)));
        Assert.Equal("why", Message(static v => v.True(false, "why")));
        Assert.Equal("why", Message(static v => v.False(true, "why")));
        Assert.Equal("why", Message(static v => v.Fail("why")));
        Assert.Equal("Expected the sequence (1, 2) but was (1, 3).", Message(static v => v.SequenceEqual([1, 2], [1, 3])));
        Assert.Contains("'Visual Basic' is not supported", Message(static v => v.LanguageIsSupported("Visual Basic")));
        Assert.Contains("+    2 | c", Message(static v => v.EqualOrDiff("a\nb", "a\nc")));
    }

    [Fact]
    public void Contexts_stand_above_the_message_outermost_first() =>
        Assert.Equal(
            ["Context: outer", "Context: inner", "why"],
            Message(static v => v.PushContext("outer").PushContext("inner").Fail("why")).Split(Environment.NewLine));

    private static string Message(Action<IVerifier> act) => Assert.Throws<InvalidOperationException>(() => act(Verifier)).Message;
}
