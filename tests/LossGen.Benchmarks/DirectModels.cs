namespace LossGen.Benchmarks;

/// <summary>
/// Calls one model class by its name. The runtime compiles generic code over classes once for all of them and calls through the
/// interface, which a measurement of nanoseconds would show; generic code over these structs is compiled for each.
/// </summary>
public interface IDirectModel
{
    static abstract Shape Shape { get; }

    int Predict(ReadOnlySpan<float> row);

    void Probabilities(ReadOnlySpan<float> row, Span<float> destination);

    double Update(ReadOnlySpan<float> row, ReadOnlySpan<int> label, float learningRate);

    TrainingResult Fit(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, TrainingOptions options);
}

public readonly struct Direct4x3() : IDirectModel
{
    private readonly Model4x3 _model = new();

    public static Shape Shape => Shape.Iris;

    public int Predict(ReadOnlySpan<float> row) => _model.Predict(row);

    public void Probabilities(ReadOnlySpan<float> row, Span<float> destination) => _model.Probabilities(row, destination);

    public double Update(ReadOnlySpan<float> row, ReadOnlySpan<int> label, float learningRate) => _model.Update(row, label, learningRate);

    public TrainingResult Fit(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, TrainingOptions options) =>
        _model.Fit(rows, labels, options);
}

public readonly struct Direct30x2() : IDirectModel
{
    private readonly Model30x2 _model = new();

    public static Shape Shape => Shape.Cancer;

    public int Predict(ReadOnlySpan<float> row) => _model.Predict(row);

    public void Probabilities(ReadOnlySpan<float> row, Span<float> destination) => _model.Probabilities(row, destination);

    public double Update(ReadOnlySpan<float> row, ReadOnlySpan<int> label, float learningRate) => _model.Update(row, label, learningRate);

    public TrainingResult Fit(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, TrainingOptions options) =>
        _model.Fit(rows, labels, options);
}

public readonly struct Direct64x10() : IDirectModel
{
    private readonly Model64x10 _model = new();

    public static Shape Shape => Shape.Digits;

    public int Predict(ReadOnlySpan<float> row) => _model.Predict(row);

    public void Probabilities(ReadOnlySpan<float> row, Span<float> destination) => _model.Probabilities(row, destination);

    public double Update(ReadOnlySpan<float> row, ReadOnlySpan<int> label, float learningRate) => _model.Update(row, label, learningRate);

    public TrainingResult Fit(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, TrainingOptions options) =>
        _model.Fit(rows, labels, options);
}

public readonly struct Direct784x10() : IDirectModel
{
    private readonly Model784x10 _model = new();

    public static Shape Shape => Shape.LargeDigits;

    public int Predict(ReadOnlySpan<float> row) => _model.Predict(row);

    public void Probabilities(ReadOnlySpan<float> row, Span<float> destination) => _model.Probabilities(row, destination);

    public double Update(ReadOnlySpan<float> row, ReadOnlySpan<int> label, float learningRate) => _model.Update(row, label, learningRate);

    public TrainingResult Fit(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, TrainingOptions options) =>
        _model.Fit(rows, labels, options);
}

public readonly struct Direct128x100() : IDirectModel
{
    private readonly Model128x100 _model = new();

    public static Shape Shape => Shape.ManyClasses;

    public int Predict(ReadOnlySpan<float> row) => _model.Predict(row);

    public void Probabilities(ReadOnlySpan<float> row, Span<float> destination) => _model.Probabilities(row, destination);

    public double Update(ReadOnlySpan<float> row, ReadOnlySpan<int> label, float learningRate) => _model.Update(row, label, learningRate);

    public TrainingResult Fit(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, TrainingOptions options) =>
        _model.Fit(rows, labels, options);
}

public readonly struct DirectNetwork4x8x3() : IDirectModel
{
    private readonly Network4x8x3 _model = new();

    public static Shape Shape { get; } = new(150, 4, 3, 16) { Hidden = [8] };

    public int Predict(ReadOnlySpan<float> row) => _model.Predict(row);

    public void Probabilities(ReadOnlySpan<float> row, Span<float> destination) => _model.Probabilities(row, destination);

    public double Update(ReadOnlySpan<float> row, ReadOnlySpan<int> label, float learningRate) => _model.Update(row, label, learningRate);

    public TrainingResult Fit(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, TrainingOptions options) =>
        _model.Fit(rows, labels, options);
}

public readonly struct DirectNetwork64x32x10() : IDirectModel
{
    private readonly Network64x32x10 _model = new();

    public static Shape Shape { get; } = Shape.DigitsNetwork;

    public int Predict(ReadOnlySpan<float> row) => _model.Predict(row);

    public void Probabilities(ReadOnlySpan<float> row, Span<float> destination) => _model.Probabilities(row, destination);

    public double Update(ReadOnlySpan<float> row, ReadOnlySpan<int> label, float learningRate) => _model.Update(row, label, learningRate);

    public TrainingResult Fit(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, TrainingOptions options) =>
        _model.Fit(rows, labels, options);
}
