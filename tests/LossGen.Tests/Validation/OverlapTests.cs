using LossGen.Tests.Sparse;
using Xunit;

namespace LossGen.Tests.Validation;

/// <summary>What a call writes is no memory that it reads: refused before anything is written, for otherwise later rows would be those of earlier results.</summary>
public sealed class OverlapTests
{
    private const int Rows = 40, Features = 4, Classes = 3;

    private readonly float[] _memory = [.. Enumerable.Range(0, 4 * Rows * Features).Select(static i => (i % 7) / 7f)];
    private readonly int[] _labels = [.. Enumerable.Range(0, Rows).Select(static row => row % Classes)];

    private delegate void Call(ReadOnlySpan<float> rows, Span<float> written);

    /// <summary>Every member that writes numbers, with rows and destination in one array.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData((Rows * Features) - 1)]
    public void Rows_are_not_written_over(int distance)
    {
        var model = new Multiclass4x3();
        var adversary = Adversary.Fgsm(0.1);
        var all = new (string Name, int Length, Call Of)[]
        {
            ("destination", Rows * Classes, (rows, written) => model.Logits(rows, written)),
            ("destination", Rows * Classes, (rows, written) => model.Probabilities(rows, written)),
            ("destination", Classes, (rows, written) => model.Probabilities(rows[^Features..], written)),
            ("gradient", Multiclass4x3.ParameterCount, (rows, written) => model.LossAndGradient(rows, _labels, written)),
            ("gradient", Rows * Features, (rows, written) => model.InputGradient(rows, _labels, written)),
            ("destination", Rows * Features, (rows, written) => model.Attack(rows, _labels, written, adversary)),
        };
        foreach ((string name, int length, Call call) in all)
        {
            // One row is the last one of the rows, so that what is written begins within it for every distance but the largest.
            int first = length == Classes ? (2 * Rows * Features) - Features : Rows * Features;
            int start = first + (length == Classes ? Math.Min(distance, Features - 1) : distance);
            float[] before = [.. _memory];
            var fault = Assert.Throws<ArgumentException>(name, () => call(_memory.AsSpan(Rows * Features, Rows * Features), _memory.AsSpan(start, length)));
            Assert.StartsWith($"{name} overlaps rows; expected memory of its own.", fault.Message, StringComparison.Ordinal);
            Assert.Equal(before, _memory);
        }
    }

    [Fact]
    public void Targets_are_not_written_over()
    {
        var model = new MultiLabel4x3();
        float[] rows = _memory[..(Rows * Features)];
        Assert.All(
            new Action[]
            {
                () => model.LossAndGradient(rows, _memory.AsSpan(0, Rows * Classes), _memory.AsSpan(0, MultiLabel4x3.ParameterCount)),
                () => model.InputGradient(rows, _memory.AsSpan(0, Rows * Classes), _memory.AsSpan(1, Rows * Features)),
                () => model.Attack(rows, _memory.AsSpan(0, Rows * Classes), _memory.AsSpan(1, Rows * Features), Adversary.Fgsm(0.1)),
            },
            static call => Assert.Contains("overlaps targets; expected memory of its own.", Assert.Throws<ArgumentException>(call).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Parameters_are_not_written_over()
    {
        var model = new Multiclass4x3();
        float[] rows = [1, 2, 3, 4], parameters = [.. model.Parameters];
        Assert.All(
            new Action[]
            {
                () => model.Logits(rows, model.Parameters[..Classes]),
                () => model.Probabilities(rows, model.Parameters[^Classes..]),
                () => model.LossAndGradient(rows, [1], model.Parameters),
                () => model.InputGradient(rows, [1], model.Parameters[..Features]),
                () => model.Attack(rows, [1], model.Parameters[..Features], Adversary.Fgsm(0.1)),
            },
            static call => Assert.Contains("overlaps the model's Parameters; expected memory of its own.", Assert.Throws<ArgumentException>(call).Message, StringComparison.Ordinal));
        Assert.Equal(parameters, model.Parameters.ToArray());
    }

    [Fact]
    public void Values_of_sparse_rows_are_not_written_over()
    {
        var model = new SparseTwo();
        float[] values = [.. Enumerable.Repeat(1f, SparseTwo.ParameterCount)];
        int[] starts = [.. Enumerable.Range(0, values.Length + 1)], features = [.. Enumerable.Range(0, values.Length).Select(static i => i % 50)];
        Assert.All(
            new Action[]
            {
                () => model.Logits(new SparseRows(starts, features, values), values),
                () => model.Probabilities(new SparseRows([0, 1], [0], values.AsSpan(0, 1)), values.AsSpan(0, 2)),
                () => model.LossAndGradient(new SparseRows(starts, features, values), new int[values.Length], values),
            },
            static call => Assert.Contains("overlaps rows; expected memory of its own.", Assert.Throws<ArgumentException>(call).Message, StringComparison.Ordinal));
        Assert.All(values, static value => Assert.Equal(1, value));
    }

    [Fact]
    public void Neighbouring_memory_is_not_refused()
    {
        var model = new Multiclass4x3();
        var apart = new float[Rows * Classes];
        model.Probabilities(_memory.AsSpan(0, Rows * Features), apart);
        model.Probabilities(_memory.AsSpan(0, Rows * Features), _memory.AsSpan(Rows * Features, Rows * Classes));
        Assert.Equal(apart, _memory.AsSpan(Rows * Features, Rows * Classes).ToArray());
    }
}
