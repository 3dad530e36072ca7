using LossGen.Testing;
using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Generators.Tests.Emission;

/// <summary>
/// Models on both sides of every limit at which the plan of the kernels changes, emitted, compiled and run: everything that a model computes
/// equals the reference in double, for numbers of rows around those of a vector and of a block.
/// </summary>
[Trait("Category", "Slow")]
public sealed class ShapeSweepTests
{
    // float32 sums of up to 258 products of the order of 1.
    private const double Tolerance = 1e-5;

    // Behind and before the rows; more than any kernel may read too far.
    private const int Guard = 600;

    private static readonly int[] FeatureCounts =
        [.. Enumerable.Range(1, 18), 31, 32, 33, 47, 48, 49, 63, 64, 65, 127, 128, 129, 255, 256, 257, 258];

    private static readonly int[] LogitCounts = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 16, 17];

    private static readonly int[] RowCounts = [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 32, 33, 40, 64, 65];

    public static TheoryData<int> Features => [.. FeatureCounts];

    [Theory]
    [MemberData(nameof(Features))]
    public void Every_model_with_so_many_features_equals_the_reference(int features)
    {
        List<(ModelShape Shape, string Name)> shapes = [.. ShapesOf(features).Select((shape, i) => (shape, $"Model{i}"))];
        string source = "namespace Sweep;\n" + string.Concat(shapes.Select(static s =>
            $"[LossGen.CrossEntropyModel({s.Shape.Features}, {s.Shape.Classes}, Task = LossGen.ClassificationTask.{s.Shape.Task})] public sealed partial class {s.Name};\n"));
        using EmittedAssembly assembly = Shapes.RunOf(source).Run().Emit();
        foreach ((ModelShape shape, string name) in shapes)
        {
            Type wrapper = shape.IsMultiLabel ? typeof(TargetTestModel<>) : typeof(LabelTestModel<>);
            var model = (TestModel)Activator.CreateInstance(wrapper.MakeGenericType(assembly.Type("Sweep." + name)))!;
            Assert.Equal(shape, model.Shape);
            new Trial(model).Run();
        }
    }

    /// <summary>A few numbers of logits for each number of features, others for the next one; all of them occur on both sides of every limit.</summary>
    private static IEnumerable<ModelShape> ShapesOf(int features)
    {
        yield return new ModelShape(ClassificationTask.Binary, features, 2);
        int at = Array.IndexOf(FeatureCounts, features);
        for (int i = 0; i < LogitCounts.Length; i++)
        {
            if ((i + (3 * at)) % 7 == 0) yield return new ModelShape(ClassificationTask.Multiclass, features, LogitCounts[i]);
            if ((i + (5 * at)) % 14 == 3) yield return new ModelShape(ClassificationTask.MultiLabel, features, LogitCounts[i]);
        }
    }

    private sealed class Trial
    {
        private readonly TestModel _model;
        private readonly ModelShape _shape;
        private readonly ReferenceModel _reference;
        private readonly float[] _rows;
        private readonly float[] _guarded;
        private readonly double[] _wide;
        private readonly Truth _truth;
        private readonly string _name;

        public Trial(TestModel model)
        {
            _model = model;
            _shape = model.Shape;
            _name = $"{_shape.Task} {_shape.Features} x {_shape.Classes}";
            var data = new TestData(_shape.Features + _shape.Classes);
            data.FillParameters(model);
            _reference = model.ToReference();
            _rows = data.Rows(RowCounts[^1], _shape.Features);
            _wide = ReferenceModel.Widen(_rows);
            _truth = data.Hard(RowCounts[^1], _shape);

            // Numbers that would spoil whatever they touched.
            _guarded = new float[_rows.Length + (2 * Guard)];
        }

        public void Run()
        {
            foreach (int n in RowCounts)
            {
                Array.Fill(_guarded, float.NaN);
                _rows.AsSpan(0, n * _shape.Features).CopyTo(_guarded.AsSpan(Guard));
                ReadOnlySpan<float> rows = _guarded.AsSpan(Guard, n * _shape.Features);
                Gradients(rows, n);
                Forward(rows, n);
            }

            if (_model.HasLabels) RowByRow();
        }

        private void Gradients(ReadOnlySpan<float> rows, int n)
        {
            string what = $"{_name}, {n} rows: ";
            double[] wide = _wide[..rows.Length];
            Truth truth = _truth.Rows(0, n, _shape.Classes);
            double loss = _reference.Loss(wide, truth);
            (double[] ofParameters, double[] ofRows) = _reference.Gradients(wide, truth);

            var gradient = new float[_shape.Parameters];
            float[] inputGradient = Guarded(rows.Length);
            Near.Relative(loss, _model.Loss(rows, truth), Tolerance, what + "loss");
            Near.Relative(loss, _model.LossAndGradient(rows, truth, gradient), Tolerance, what + "loss beside the gradient");
            Near.Relative(loss, _model.InputGradient(rows, truth, inputGradient.AsSpan(Guard, rows.Length)), Tolerance, what + "loss beside the input gradient");
            Near.RelativeToLargest(ofParameters, gradient, Tolerance, what + "gradient");
            Near.RelativeToLargest(ofRows, inputGradient.AsSpan(Guard, rows.Length), Tolerance, what + "input gradient");
            AssertUntouched(inputGradient, rows.Length);
        }

        private void Forward(ReadOnlySpan<float> rows, int n)
        {
            string what = $"{_name}, {n} rows: ";
            double[][] wide = [.. _wide[..rows.Length].Chunk(_shape.Features)];
            float[] logits = Guarded(n * _shape.Logits), probabilities = Guarded(n * _shape.Classes);
            _model.Logits(rows, logits.AsSpan(Guard, n * _shape.Logits));
            _model.Probabilities(rows, probabilities.AsSpan(Guard, n * _shape.Classes));
            Near.RelativeToLargest([.. wide.SelectMany(row => _reference.Logits(row))], logits.AsSpan(Guard, n * _shape.Logits), Tolerance, what + "logits");
            Near.EachRelative([.. wide.SelectMany(row => _reference.Probabilities(row))], probabilities.AsSpan(Guard, n * _shape.Classes), Tolerance, what + "probabilities");
            AssertUntouched(logits, n * _shape.Logits);
            AssertUntouched(probabilities, n * _shape.Classes);
            if (!_model.HasLabels) return;

            var classes = new int[n];
            _model.Predict(rows, classes);
            for (int r = 0; r < n; r++)
            {
                Assert.Equal(Best(logits.AsSpan(Guard + (r * _shape.Logits), _shape.Logits)), classes[r]);
                Assert.Equal(classes[r], _model.Predict(rows.Slice(r * _shape.Features, _shape.Features)));
            }
        }

        /// <summary>A step on one row at a time.</summary>
        private void RowByRow()
        {
            float[] parameters = _model.Parameters.ToArray();
            for (int r = 0; r < 9; r++)
            {
                ReadOnlySpan<float> row = _rows.AsSpan(r * _shape.Features, _shape.Features);
                double[] wide = ReferenceModel.Widen(row);
                Truth truth = _truth.Rows(r, 1, _shape.Classes);
                (double[] ofParameters, _) = _reference.Gradients(wide, truth);

                // A step so long that what it started from does not hide it.
                Near.Relative(_reference.Loss(wide, truth), _model.Update(row, truth, 64), Tolerance, $"{_name}: loss of row {r} before its step");
                double[] expected = [.. parameters.Select((p, i) => p - (64 * ofParameters[i]))];
                Near.RelativeToLargest(expected, _model.Parameters, Tolerance, $"{_name}: parameters after the step of row {r}");
                parameters.CopyTo(_model.Parameters);
            }
        }

        private static int Best(ReadOnlySpan<float> logits)
        {
            if (logits.Length == 1) return logits[0] > 0 ? 1 : 0;
            int best = 0;
            for (int k = 1; k < logits.Length; k++)
            {
                if (logits[k] > logits[best]) best = k;
            }

            return best;
        }

        private static float[] Guarded(int length)
        {
            var memory = new float[length + (2 * Guard)];
            Array.Fill(memory, -77f);
            return memory;
        }

        private void AssertUntouched(float[] memory, int length)
        {
            Assert.False(memory.AsSpan(0, Guard).ContainsAnyExcept(-77f), _name + ": written before the destination");
            Assert.False(memory.AsSpan(Guard + length).ContainsAnyExcept(-77f), _name + ": written behind the destination");
        }
    }
}
