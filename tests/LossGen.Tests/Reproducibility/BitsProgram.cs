using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using LossGen.Tests.Files;
using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using LossGen.Tests.Training;
using LossGen.Tests.Training.Checkpoints;

namespace LossGen.Tests.Reproducibility;

/// <summary>
/// This assembly as a program: <c>bits</c> trains and prints a hash of all that came of it, <c>allocation</c> prints what epochs on two threads
/// allocate, <c>save</c>, <c>deleted-directory</c> and <c>save-until-killed</c> are <see cref="SaveProgram"/>'s, <c>train</c> is
/// <see cref="TrainProgram"/>'s. First comes a line on what the processor may use.
/// </summary>
internal static class BitsProgram
{
    // Small sets: without vector instructions every operation of a kernel is a call.
    private static readonly (string Model, int Rows, int BatchSize)[] Shapes =
    [
        (nameof(Multiclass4x3), 75, 16),
        (nameof(Binary30), 70, 32),
        (nameof(Multiclass64x10), 100, 32),
        (nameof(Multiclass784x10), 150, 128),
        (nameof(Multiclass128x100), 70, 64),
        (nameof(Multiclass5x300), 40, 32),
        (nameof(Multiclass100x33), 40, 16),
        (nameof(MultiLabel33x6), 70, 32),
        (nameof(Multiclass3x1100), 20, 16),
        (nameof(MultiLabel3x1100), 20, 16),
    ];

    public static int Main(string[] arguments)
    {
        Console.WriteLine(Capabilities());
        switch (arguments)
        {
            case ["bits"]:
                foreach ((string model, int rows, int batchSize) in Shapes) PrintBits(model, rows, batchSize);
                NetworkBits.Print();
                ActivationBits.Print();
                RobustBits.Print();
                return 0;
            case ["allocation"]:
                PrintAllocation();
                return 0;
            case ["save", string writer, .. string[] paths]:
                foreach (string path in paths) Console.WriteLine(SaveProgram.Save(writer, path));
                return 0;
            case ["deleted-directory"]:
                SaveProgram.SaveAndLoadInDeletedDirectory();
                return 0;
            case ["train", string name, string path, .. string[] directory]:
                TrainProgram.Train(name, path, directory.FirstOrDefault());
                return 0;
            case ["save-until-killed", string path]:
                SaveProgram.SaveUntilKilled(path);
                return 0;
            default:
                Console.Error.WriteLine("Expected bits, allocation, save with a writer and paths, deleted-directory, train with a run, a path and perhaps a directory, "
                    + "or save-until-killed with a path.");
                return 2;
        }
    }

    private static string Capabilities() => string.Join(' ',
        $"Runtime={Environment.Version.Major}",
        $"Vector128={Vector128.IsHardwareAccelerated}", $"Vector256={Vector256.IsHardwareAccelerated}", $"Vector512={Vector512.IsHardwareAccelerated}",
        $"Avx={Avx.IsSupported}", $"Avx2={Avx2.IsSupported}", $"Fma={Fma.IsSupported}", $"Avx512F={Avx512F.IsSupported}", $"AdvSimd={AdvSimd.IsSupported}",
        $"DOTNET_TieredCompilation={Environment.GetEnvironmentVariable("DOTNET_TieredCompilation")}");

    private static void PrintBits(string name, int count, int batchSize)
    {
        ModelShape shape = TestModels.Create(name).Shape;

        // Not TestData.Rows: its logarithm and cosine are the platform's.
        var random = new Random(7);
        var rows = new float[count * shape.Features];
        for (int i = 0; i < rows.Length; i++) rows[i] = (2 * random.NextSingle()) - 1;
        var data = new TestData(8);
        Truth hard = data.Hard(count, shape), soft = data.Soft(count, shape);
        var loss = new LossOptions
        {
            ClassWeights = data.ClassWeights(shape.Classes),
            SampleWeights = data.SampleWeights(count),
            LabelSmoothing = 0.1f,
            FocalGamma = 2,
        };
        var options = new TrainingOptions { Epochs = 2, BatchSize = batchSize, LearningRate = 0.1, Seed = 3, L2 = 1e-3, MaxDegreeOfParallelism = 2 };

        Print("gradient descent", Train(options, hard));
        Print("Adam, weighted", Train(options with { Optimizer = Optimizer.Adam(), LearningRate = 0.01, Loss = loss }, hard));
        Print("RMSProp, L1, soft targets", Train(options with { Optimizer = Optimizer.RmsProp(), LearningRate = 0.01, L1 = 1e-3 }, soft));
        TestModel standardized = Train(options with { Standardize = true }, hard);
        Print("standardised", standardized);
        for (int r = 0; r < 10; r++) standardized.Update(rows.AsSpan(r * shape.Features, shape.Features), hard.Rows(r, 1, shape.Classes), 0.1f);
        standardized.Update(rows, soft, 0.1f);
        Print("standardised and updated", standardized);
        TestModel model = Train(options with { Optimizer = Optimizer.Lbfgs() }, hard);
        Print("L-BFGS", model);

        using var bits = new Bits();
        var numbers = new float[count * shape.Classes];
        model.Probabilities(rows, numbers);
        bits.Add(numbers);
        bits.Add(model.InputGradient(rows, soft, rows.ToArray(), loss));
        var classes = new int[count];
        if (model.HasLabels) model.Predict(rows, classes);
        foreach (int k in classes) bits.Add(k);
        for (int r = 0; r < 10; r++)
            bits.Add(model.Update(rows.AsSpan(r * shape.Features, shape.Features), hard.Rows(r, 1, shape.Classes), 0.1f));
        Console.WriteLine($"{name}, read and updated row by row: {bits}");
        Print("so updated", model);

        TestModel Train(TrainingOptions settings, Truth truth)
        {
            TestModel trained = TestModels.Create(name);
            trained.Fit(rows, truth, settings);
            return trained;
        }

        void Print(string what, TestModel trained)
        {
            using var parameters = new Bits();
            parameters.Add(trained.Parameters);
            parameters.Add(trained.Loss(rows, hard));
            Console.WriteLine($"{name}, {what}: {parameters}");
        }
    }

    /// <summary>Bytes that all threads allocate in an epoch: the least of many, since an epoch that allocates does so always.</summary>
    private static void PrintAllocation()
    {
        const int Epochs = 60;
        TestModel model = TestModels.Create(nameof(Multiclass784x10));
        var data = new TestData(9);
        float[] rows = data.Rows(600, model.Shape.Features);
        Truth truth = data.Hard(600, model.Shape);
        foreach (string optimizer in TestOptimizers.Names)
        {
            var allocated = new long[Epochs + 1];
            int count = 0;
            var options = new TrainingOptions
            {
                Epochs = Epochs,
                BatchSize = 128,
                LearningRate = 0.01,
                Optimizer = TestOptimizers.Create(optimizer),
                MaxDegreeOfParallelism = 2,
                L2 = 1e-3,
            };
            model.Parameters.Clear();
            model.Fit(rows, truth, options, new Reporter(_ => allocated[count++] = GC.GetTotalAllocatedBytes(precise: true)));
            long least = long.MaxValue;
            for (int epoch = 1; epoch < count; epoch++) least = Math.Min(least, allocated[epoch] - allocated[epoch - 1]);
            Console.WriteLine($"{optimizer}: {least} bytes in the least of {count} epochs, {allocated[count - 1] - allocated[count / 2]} in the last {count - 1 - (count / 2)}");
        }
    }
}
