using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;
using LossGen.Kernels;

namespace LossGen.Benchmarks.Micro;

/// <summary>Exponential and logarithm of eight numbers: those of the kernels, which give the same bits everywhere, and those of the runtime.</summary>
[MemoryDiagnoser]
public class LanesBenchmarks
{
    private const int Count = 1024;

    private readonly Vector256<float>[] _values = new Vector256<float>[Count];

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(Seed: 1);
        for (int i = 0; i < Count; i++) _values[i] = Vector256.Create(-10f) * random.NextSingle() + Vector256<float>.Indices;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public Vector256<float> RuntimeExp()
    {
        Vector256<float> sum = default;
        foreach (Vector256<float> x in _values) sum += Vector256.Exp(x);
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public Vector256<float> LanesExp()
    {
        Vector256<float> sum = default;
        foreach (Vector256<float> x in _values) sum += Lanes.Exp(x);
        return sum;
    }

    /// <summary>What softmax takes: the exponential of a difference, with what the difference loses in rounding.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public Vector256<float> LanesExpOfDifference()
    {
        Vector256<float> sum = default, max = Vector256.Create(8f);
        foreach (Vector256<float> x in _values) sum += Lanes.ScaledExpOfDifference(x, max);
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public Vector256<float> RuntimeLog()
    {
        Vector256<float> sum = default;
        foreach (Vector256<float> x in _values) sum += Vector256.Log(x * x);
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public Vector256<float> LanesLog1P()
    {
        Vector256<float> sum = default;
        foreach (Vector256<float> x in _values) sum += Lanes.Log1P(x * x);
        return sum;
    }
}
