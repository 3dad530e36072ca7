namespace LossGen.Generators.Tests.Declarations.Odd;

/// <summary>Odd rows and odd names of files.</summary>
internal static partial class OddTables
{
    private const string Rows = """
        ## rows
        ok: [M<X>] partial class X { [F] public float A; [L] public bool B; }
        ok: [M<X.Row>] partial class X { internal class Row { [F] public float A; [L] public E B; } internal enum E { A, B } }
        ok: partial class O { [F] public float A; [L] public bool B; [M<O>] internal partial class X; }
        ok: [M<B>] partial class X : B; class B { [F] public float A; [L] public bool C; }
        ok: [M<Row<int>>] partial class X; class Row<T> { [F] public T A; [L] public bool B; }
        ok: [M<Row<(int, string)>>] partial class X; class Row<T> { [F] public int A; [L] public bool B; public T C; }
        ok: [M<Row<nint[]>>] partial class X; class Row<T> { [F] public int A; [L] public bool B; public T? C; }
        ok: [M<Row<Row<int>>>] partial class X; class Row<T> { [F] public int A; [L] public bool B; }
        ok: [M<@record>] partial class X; class @record { [F] public float @var; [F] public float @class; [L] public @enum @dynamic; } enum @enum { @var, @_ }
        ok: [M<Row>] partial class X; class Row { [F] public float row; [F] public float index; [F] public float destination; [L] public bool label; }
        ok: [M<Row>] partial class X; class Row { [F] public float A; [F] public float a; [L] public bool B; }
        ok: [M<Row>] partial class X; struct Row { [F] public readonly float A => 1; [L] public bool B { get; init; } }
        ok: [M<Row>] partial class X; readonly record struct Row([property: LossGen.Feature] float A, [property: LossGen.Label] bool B);
        ok: [M<Row>] partial class X; abstract class Row { [F] public abstract float A { get; } [L] public bool B; }
        ok: [M<Row>] partial class X; class Row { [F] public ref float A => ref _a; float _a; [L] public bool B; }
        ok: [M<Row>] partial class X; class Row { [F] public volatile int A; [L] public required bool B; }
        LG0015: [M<Row>] partial class X; class Row { [F] public const float A = 1; [F] public float C; [L] public bool B; }
        LG0015: [M<Row>] partial class X; class Row { [F] public static float A; [L] public bool B; }
        LG0015: [M<Row>] partial class X; class Row { [F] public string A = ""; [L] public bool B; }
        LG0015: [M<Row>] partial class X; class Row { [F] private float A; [L] public bool B; }
        LG0015: [M<Row>] partial class X; class Row { [F] public float? A; [L] public bool B; }
        LG0015: [M<Row>] partial class X; class Row { [F] public dynamic A = 1; [L] public bool B; }
        LG0015: [M<Row>] partial class X; class Row { [F] public nint A; [L] public bool B; }
        LG0015: [M<Row>] partial class X; class Row { [F] public char A; [L] public bool B; }
        LG0015: [M<Row>] partial class X; class Row { [F, System.Obsolete("", true)] public float A; [L] public bool B; }
        ok: [M<Row>] partial class X; class Row { [F, System.Obsolete] public float A; [L, System.Obsolete("x")] public bool B; }
        ok: [M<Row>] partial class X; class Row { [F, System.Obsolete("", DiagnosticId = "OLD1")] public float A; [L] public bool B; }
        ok: [M<Row>] partial class X; class Row { [F] public float A { [System.Obsolete("", DiagnosticId = "OLD1")] get; set; } [L] public bool B; }
        ok: [M<Row>] partial class X; class Row { [F, System.Diagnostics.CodeAnalysis.Experimental("NEW1")] public float A; [L] public bool B; }
        ok: #pragma warning disable NEW1 ¶ [M<Row>] partial class X { } § [System.Diagnostics.CodeAnalysis.Experimental("NEW1")] partial class Row { }
          § partial class Row { [F] public float A; [L] public bool B; }
        ok: [M<Row>] partial class X; class Row { [F] public E A; [L] public E B; } [System.Obsolete("", DiagnosticId = "OLD1")] enum E { A, B }
        ok: [M<Row>] partial class X; class Row { [F] public E A; [L] public E B; } enum E { A, [System.Obsolete("", true)] B, [System.Diagnostics.CodeAnalysis.Experimental("NEW1")] C }
        ok: [M<Row>] partial class X; class Row { [F] public E A; [L] public E B; } enum E : ulong { A, B = 5 }
        ok: [M<Row>] partial class X; class Row { [F] public E A; [L] public E B; } enum E : sbyte { A = -128, B = 127 }
        ok: [M<Row>] partial class X; class Row { [F] public E A; [L] public bool B; } enum E : ulong { A = ulong.MaxValue }
        LG0015: [M<Row>] partial class X; class Row { [F] public E A; [L] public bool B; } enum E;
        LG0016: [M<Row>] partial class X; class Row { [F] public float A; [L] public E B; } enum E { A }
        LG0016: [M<Row>] partial class X; class Row { [F] public float A; [L] public string B = ""; }
        LG0016: [M<Row>] partial class X; class Row { [F] public float A; [L] public bool B; [L] public bool C; }
        ok: [M<Row>] partial class X; class Row { [LossGen.Feature(8)] public string @class = ""; [L] public bool? B; }
        ok: [M<Row>] partial class X; class Row { [LossGen.Feature(65_536)] public string A { get; } [L] public E? B { get; } } enum E { A, B }
        ok: [M<Row>] partial class X; struct Row { [LossGen.Feature(Parts = (LossGen.DateParts)15)] public System.DateTime A; [LossGen.Label(3)] public long? B; }
        ok: [M<Row>] partial class X; class Row { [LossGen.Feature(Missing = (LossGen.MissingValues)1, Fill = 'a')] public System.Half? A; [L] public bool B; }
        ok: [M<Row>] partial class X; class Row { [LossGen.Feature(Missing = LossGen.MissingValues.Indicator, Fill = -1e-45)] public System.TimeSpan? @value; [F] public System.TimeSpan row; [L] public bool B; }
        ok: [M<Row>] partial class X; class Row { [LossGen.Feature(Missing = LossGen.MissingValues.Indicator)] public E? found; [L] public bool B; } enum E : ulong { A, B = 5 }
        ok: [M<Row>] partial class X; class Row { [LossGen.Feature(Missing = LossGen.MissingValues.Indicator)] public E? A; [L] public E? B; } [System.Flags] enum E : sbyte { A = 1, B = -128 }
        LG0015: [M<Row>] partial class X; class Row { [LossGen.Feature(1)] public string A = ""; [L] public bool B; }
        LG0015: [M<Row>] partial class X; class Row { [LossGen.Feature(65_537)] public string A = ""; [L] public bool B; }
        LG0014: [M<Row>] partial class X; class Row { [LossGen.Feature(65_536, Missing = LossGen.MissingValues.Indicator)] public string A = ""; [L] public bool B; }
        LG0015: [M<Row>] partial class X; class Row { [LossGen.Feature(Parts = LossGen.DateParts.None)] public System.DateTime A; [L] public bool B; }
        CS1503: [M<Row>] partial class X; class Row { [LossGen.Feature("8")] public string A = ""; [L] public bool B; }
        LG0014: [M<Row>] partial class X; class Row { [L] public bool B; }
        LG0014: [M<Row>] partial class X; class Row { [F] public float A; }
        LG0014: [M<Row>] partial class X; interface Row { [F] float A { get; } [L] bool B { get; } }
        LG0014: [M<Row>] partial class X; ref struct Row { [F] public float A; [L] public bool B; }
        LG0014: [M<int[]>] partial class X;
        LG0014: [M<Row?>] partial class X; struct Row { [F] public float A; [L] public bool B; }
        LG0014: [M<Row>] public partial class X; class Row { [F] public float A; [L] public bool B; }
        LG0014: [M<Row>] partial class X; file class Row { [F] public float A; [L] public bool B; }
        LG0014: [M<float>] partial class X;
        CS0246: [M<Missing>] partial class X;
        ok: [M<Row>] partial class X : I<Row>; interface I<T>; class Row { [F] public float A; [L] public bool B; public static implicit operator Row(float[] x) => new(); }
        ok: [M<Row>] partial class X { public int Predict(Row row) => 1; } class Row { [F] public float A; [L] public bool B; }
        LG0007: [M<Row>] partial class X { public bool Predict(in Row row) => true; } class Row { [F] public float A; [L] public bool B; }
        LG0007: [M<Row>] partial class X : LossGen.ITypedModel<X, Row, bool> { static string LossGen.ILabelledRows<X, Row, bool>.LabelName => ""; }
          class Row { [F] public float A; [L] public bool B; }
        CS0539: [M<Row>] partial class X : LossGen.ITypedModel<X, Row, bool> { static string LossGen.ITypedModel<X, Row, bool>.LabelName => ""; }
          class Row { [F] public float A; [L] public bool B; }
        LG0007: [M<Row>] partial class X; class Row { [F] public float A; [L] public bool B; } class @var;
        ## arguments
        LG0004: [LossGen.CrossEntropyModel(0, 3)] partial class X;
        LG0004: [LossGen.CrossEntropyModel(2, 1)] partial class X;
        LG0005: [LossGen.CrossEntropyModel(65_536, 65_536)] partial class X;
        LG0006: [LossGen.CrossEntropyModel(2, 3, Task = LossGen.ClassificationTask.Binary)] partial class X;
        LG0006: [LossGen.CrossEntropyModel(2, 3, Task = (LossGen.ClassificationTask)9)] partial class X;
        ok: [LossGen.CrossEntropyModel(X.F, Other.C)] partial class X { const int F = 2; } static class Other { internal const int C = 4; }
        ok: [LossGen.CrossEntropyModel(features: 'a' - 95, classes: (byte)3)] partial class X;
        ok: [LossGen.CrossEntropyModel(classes: 3, features: 2, Weights = null)] partial class X;
        CS0182: [LossGen.CrossEntropyModel(X.F, 3)] partial class X { static int F = 2; }
        CS0120: [LossGen.CrossEntropyModel(X.F, 3)] partial class X { int F = 2; }
        CS1503: [LossGen.CrossEntropyModel("2", 3)] partial class X;
        CS7036: [LossGen.CrossEntropyModel(2)] partial class X;
        LG0012: [LossGen.CrossEntropyModel(2, 3, Weights = "missing.safetensors")] partial class X;
        LG0012: [LossGen.CrossEntropyModel(2, 3, Weights = "")] partial class X;
        LG0012: [LossGen.CrossEntropyModel(2, 3, Weights = "\uD800.safetensors")] partial class X;
        ## names of files
        ok weights: [LossGen.CrossEntropyModel(2, 3, Weights = "a.safetensors")] partial class X;
        ok weights: [LossGen.CrossEntropyModel(2, 3, Weights = "a\uFFFF\uFFFE.safetensors")] partial class X;
        ok weights: [LossGen.CrossEntropyModel(2, 3, Weights = "a\u2028b\u2029c\u0085d.safetensors")] partial class X;
        ok weights: [LossGen.CrossEntropyModel(2, 3, Weights = "a\nb\rc\td\u0001.safetensors")] partial class X;
        ok weights: [LossGen.CrossEntropyModel(2, 3, Weights = "\"a'b\".safetensors")] partial class X;
        ok weights: [LossGen.CrossEntropyModel(2, 3, Weights = "*/ <a>&b;--> #if.safetensors")] partial class X;
        ok weights: [LossGen.CrossEntropyModel(2, 3, Weights = "\uD83D\uDE00.safetensors")] partial class X;
        ok weights: [LossGen.CrossEntropyModel(2, 3, Weights = "\u202Ea\u200B\uFEFF\u00AD.safetensors")] partial class X;
        ok weights: [LossGen.CrossEntropyModel(2, 3, Weights = "a b  c .safetensors")] partial class X { string Title; }
        ok weights: namespace N; [LossGen.CrossEntropyModel(2, 3, Weights = "a.safetensors")] partial class X : B { X(int y) { } } class B { class X; }
        LG0013 weights: [LossGen.CrossEntropyModel(3, 3, Weights = "a.safetensors")] partial class X;
        LG0013 weights: [LossGen.CrossEntropyModel(2, 3, Weights = "a.safetensors")] partial class X(int y) { int Y => y; }
        LG0007 weights: [LossGen.CrossEntropyModel(2, 3, Weights = "a.safetensors")] partial class X { void set_Pretrained(X x) { } }
        LG0007 weights: [LossGen.CrossEntropyModel(2, 3, Weights = "a.safetensors")] partial class X { int get_Pretrained; }
        """;

    public static IReadOnlyList<OddDeclaration> All { get; } =
        [.. OddDeclaration.Table(Classes), .. Names(), .. OddDeclaration.Table(Members), .. OddDeclaration.Table(Networks), .. OddDeclaration.Table(Rows)];
}
