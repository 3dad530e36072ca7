using LossGen.Testing;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace LossGen.Generators.Tests.TypedRows;

/// <summary>Rows in whatever has them: each call binds to one member, and gives what an array gives.</summary>
public sealed class RowListTests
{
    [Theory]
    [InlineData(LanguageVersion.CSharp12)]
    [InlineData(LanguageVersion.CSharp13)]
    [InlineData(LanguageVersion.Preview)]
    public void Every_collection_of_rows_binds_and_gives_the_same(LanguageVersion version)
    {
        using EmittedAssembly assembly = GeneratorRun.Of<CrossEntropyModelGenerator>()
            .WithReferenceTo<CrossEntropyModelAttribute>()
            .WithLanguageVersion(version)
            .AllowInUserCode("CS1591")
            .WithSource("""
                using System; using System.Collections.Generic; using System.Collections.Immutable; using System.Linq; using LossGen;
                public enum Species { A, B, C }
                public readonly record struct Flower([Feature] double X, [Feature] double Y, [Label] Species Species);
                public class Shared; public sealed record Leaf([Feature] double X, [Label] bool Y);
                [CrossEntropyModel<Flower>] public sealed partial class Model;
                [CrossEntropyModel<Leaf>] public sealed partial class LeafModel;
                public static class Probe
                {
                    private static double Of(Action<Model> fit) { var model = new Model(); fit(model); return model.Parameters[0]; }
                    private static readonly TrainingOptions Options = new() { Epochs = 2 };
                    public static double[] Fitted()
                    {
                        Flower[] array = Enumerable.Range(0, 60).Select(static i => new Flower(i % 7 / 7.0, i % 5 / 5.0, (Species)(i % 3))).ToArray();
                        var list = new List<Flower>(array);
                        IEnumerable<Flower> query = list.Where(static row => row.X >= 0);
                        return [
                            Of(m => m.Fit(new ReadOnlySpan<Flower>(array), Options)),
                            Of(m => m.Fit(array, Options)), Of(m => m.Fit(array, new() { Epochs = 2 })), Of(m => m.Fit(array.AsSpan(), Options)),
                            Of(m => m.Fit(new ArraySegment<Flower>(array), Options)), Of(m => m.Fit(list, Options)), Of(m => m.Fit(query, Options)),
                            Of(m => m.Fit((IReadOnlyList<Flower>)list, Options)), Of(m => m.Fit(array.ToImmutableArray(), Options)),
                            Of(m => m.Fit([.. array], Options)), Of(m => m.Fit(rows: list, options: Options, progress: null)), Of(m => m.Fit(new Queue<Flower>(array), Options)),
                        ];
                    }
                    public static double[] Measured()
                    {
                        Flower[] array = Enumerable.Range(0, 60).Select(static i => new Flower(i % 7 / 7.0, i % 5 / 5.0, (Species)(i % 3))).ToArray();
                        var list = new List<Flower>(array);
                        var model = new Model();
                        model.Fit(list, Options);
                        return [
                            model.Loss(array), model.Loss(list), model.Loss([.. array]), model.Loss(list, new LossOptions { LabelSmoothing = 0 }),
                            model.Evaluate(list).LogLoss, model.Evaluate(array).LogLoss, model.Evaluate(list.Select(static row => row)).LogLoss,
                        ];
                    }
                    public static double[] Temperatures()
                    {
                        List<Leaf> list = [.. Enumerable.Range(0, 60).Select(static i => new Leaf(i % 7 / 7.0, i % 3 == 0))];
                        var model = new LeafModel();
                        model.Fit(list);
                        return [model.FitTemperature(list.ToArray()).Temperature, model.FitTemperature(list).Temperature, model.FitTemperature(list.AsEnumerable()).Temperature];
                    }
                    public static string Missing()
                    {
                        try { new Model().Fit((List<Flower>)null!); return ""; }
                        catch (ArgumentNullException error) { return error.ParamName!; }
                    }
                    public static string None()
                    {
                        try { new Model().Fit(new List<Flower>()); return ""; }
                        catch (ArgumentException error) { return error.Message; }
                    }
                }
                """)
            .Run()
            .CompilesCleanly()
            .Emit();

        Assert.All(Same(assembly, "Fitted"), static value => Assert.NotEqual(0, value));
        Same(assembly, "Measured");
        Same(assembly, "Temperatures");
        Assert.Equal("rows", assembly.Invoke<string>("Probe", "Missing"));
        Assert.StartsWith("rows is empty; at least one row is needed.", assembly.Invoke<string>("Probe", "None"), StringComparison.Ordinal);
    }

    private static double[] Same(EmittedAssembly assembly, string probe)
    {
        double[] values = assembly.Invoke<double[]>("Probe", probe);
        Assert.All(values, value => Assert.Equal(values[0], value));
        return values;
    }

    [Fact]
    public Task A_generic_method_of_the_same_form_is_reported_whatever_its_type_parameter_is_called() => Declarations.DeclarationTest.Reports(
        """
        public sealed record Flower([Feature] double X, [Label] bool Y);

        [CrossEntropyModel<Flower>]
        public sealed partial class Model
        {
            public int {|#0:Evaluate|}<T>(T rows) => 0;
            public int Evaluate<T, U>(T rows) => 0;
            public int Evaluate<T>(T rows, int more) => 0;
        }
        """,
        ("LG0007", "'Model.Evaluate<T>(T)' clashes with the generated method 'Evaluate<TRows>(TRows)': rename it or give it other parameters"));
}
