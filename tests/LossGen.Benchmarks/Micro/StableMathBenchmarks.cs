using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;

namespace LossGen.Benchmarks.Micro;

/// <summary>What accuracy costs: <see cref="StableMath"/> beside the formulas as one would write them with <see cref="Math"/>.</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class StableMathBenchmarks
{
    private const int Count = 1024;

    private readonly double[] _values = new double[Count];
    private readonly double[] _positive = new double[Count];
    private readonly double[] _result = new double[Count];

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(Seed: 1);
        for (int i = 0; i < Count; i++)
        {
            _values[i] = 20 * (random.NextDouble() - 0.5);
            _positive[i] = Math.Pow(10, 8 * (random.NextDouble() - 0.5));
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count), BenchmarkCategory("Log1P")]
    public double NaiveLog1P()
    {
        double sum = 0;
        foreach (double x in _positive) sum += Math.Log(1 + x);
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Count), BenchmarkCategory("Log1P")]
    public double StableLog1P()
    {
        double sum = 0;
        foreach (double x in _positive) sum += StableMath.Log1P(x);
        return sum;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count), BenchmarkCategory("ExpM1")]
    public double NaiveExpM1()
    {
        double sum = 0;
        foreach (double x in _values) sum += Math.Exp(x) - 1;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Count), BenchmarkCategory("ExpM1")]
    public double StableExpM1()
    {
        double sum = 0;
        foreach (double x in _values) sum += StableMath.ExpM1(x);
        return sum;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count), BenchmarkCategory("Sigmoid")]
    public double NaiveSigmoid()
    {
        double sum = 0;
        foreach (double x in _values) sum += 1 / (1 + Math.Exp(-x));
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Count), BenchmarkCategory("Sigmoid")]
    public double StableSigmoid()
    {
        double sum = 0;
        foreach (double x in _values) sum += StableMath.Sigmoid(x);
        return sum;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count), BenchmarkCategory("Softplus")]
    public double NaiveSoftplus()
    {
        double sum = 0;
        foreach (double x in _values) sum += Math.Log(1 + Math.Exp(x));
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Count), BenchmarkCategory("Softplus")]
    public double StableSoftplus()
    {
        double sum = 0;
        foreach (double x in _values) sum += StableMath.Softplus(x);
        return sum;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count), BenchmarkCategory("LogSumExp")]
    public double NaiveLogSumExp()
    {
        double sum = 0;
        foreach (double x in _values) sum += Math.Exp(x);
        return Math.Log(sum);
    }

    [Benchmark(OperationsPerInvoke = Count), BenchmarkCategory("LogSumExp")]
    public double StableLogSumExp() => StableMath.LogSumExp(_values);

    [Benchmark(Baseline = true, OperationsPerInvoke = Count), BenchmarkCategory("SoftMax")]
    public double[] NaiveSoftMax()
    {
        double sum = 0;
        for (int i = 0; i < Count; i++) sum += _result[i] = Math.Exp(_values[i]);
        for (int i = 0; i < Count; i++) _result[i] /= sum;
        return _result;
    }

    [Benchmark(OperationsPerInvoke = Count), BenchmarkCategory("SoftMax")]
    public double[] StableSoftMax()
    {
        StableMath.SoftMax(_values, _result);
        return _result;
    }
}
