namespace LossGen.Tests.TypedRows;

// Shapes whose numbers do not fit on the stack.

/// <summary>The value of an enum with many values, and as many classes.</summary>
public sealed class WideRow
{
    [Feature]
    public Letter First { get; set; }

    [Feature]
    public Letter Second { get; set; }

    [Label(classes: 20_000)]
    public int Class { get; set; }
}

public enum Letter
{
    A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S, T, U, V, W, X, Y, Z,
}

[CrossEntropyModel<WideRow>]
public sealed partial class WideModel;
