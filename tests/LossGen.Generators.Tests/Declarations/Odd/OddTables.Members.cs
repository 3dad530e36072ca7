namespace LossGen.Generators.Tests.Declarations.Odd;

/// <summary>Odd members, constructors, base classes, interfaces, and names around the model.</summary>
internal static partial class OddTables
{
    private const string Members = """
        ## members
        LG0007: [M] partial class X { int get_Parameters; }
        LG0007: [M] partial class X { int get_Parameters { get; } }
        LG0007: [M] partial class X { event System.Action? get_Parameters; }
        LG0007: [M] partial class X { class get_Parameters; }
        LG0007: [M] partial class X { const int get_Parameters = 1; }
        LG0007: [M] partial class X { void get_Parameters() { } }
        LG0007: [M] partial class X { void set_Parameters(System.Span<float> x) { } }
        ok: [M] partial class X { void set_Parameters(int x) { } void get_Parameters(int x) { } }
        LG0007: [M] partial class X { int set_Parameters; }
        LG0007: [M] partial class X { [System.Runtime.CompilerServices.IndexerName("Parameters")] public int this[int i] => i; }
        LG0007: [M] partial class X { [System.Runtime.CompilerServices.IndexerName("Fit")] public int this[int i] => i; }
        ok: [M] partial class X { [System.Runtime.CompilerServices.IndexerName("Item2")] public int this[int i] => i; }
        ok: [M] partial class X { public int this[int i] => i; public int this[string i] => 1; }
        LG0007: [M<Row>] partial class X { void set_ClassNames(System.ReadOnlySpan<string> x) { } } class Row { [F] public float A; [L] public bool B; }
        LG0007: [M<Row>] partial class X { int get_FeatureNames; } class Row { [F] public float A; [L] public bool B; }
        ok: [M] partial class X { void set_ClassNames(System.ReadOnlySpan<string> x) { } }
        LG0007: [M] partial class X { int FeatureCount; }
        LG0007: [M] partial class X { int Logits; }
        LG0007: [M] partial class X { class Kernels<T>; }
        LG0007: [M] partial class X { static void Load(string path) { } }
        ok: [M] partial class X { static void Load(string path, int x) { } void Save() { } }
        ok: [M] partial class X { ~X() { } static X() { } public static X operator +(X a) => a; public static implicit operator int(X a) => 1; }
        ok: [M] partial class X { public static implicit operator System.ReadOnlySpan<float>(X x) => default; public static implicit operator string(X x) => ""; }
        ok: [M] partial class X { int Simd8; } [M] partial class Y { class Simd8; } [M] partial class Z { void Simd8() { } }
        ok: [M] partial class X { class System; class LossGen; int global; }
        ok: [M] partial class X { int _; } [M] partial class Y { class _; }
        LG0007: [M] partial class X { class @var; }
        ok: [M] partial class X { int var; }
        ok: [M] partial class X { class @var<T>; }
        ok: [M] partial class X { [System.Obsolete] int old; [System.Obsolete("", true)] void Old() { } }
        ok: [M] partial class X { partial void Log(); }
        ok: [M] partial class X { static X() { _ = new X(); } static readonly X Shared = new(); }
        ok: [M] partial class X { public override string ToString() => "x"; public override int GetHashCode() => 1; public override bool Equals(object? o) => o == this; }
        ok: [M] partial class X { string Text = nameof(Parameters) + nameof(ParameterCount); int[] Counts = new int[FeatureCount]; }
        ok: [M] partial class X { void Deconstruct(out int a) => a = 1; System.Collections.Generic.IEnumerator<int> GetEnumerator() { yield break; } }
        ## explicit implementations
        LG0007: [M] partial class X : LossGen.ICrossEntropyModel<X> { static LossGen.ClassificationTask LossGen.IClassifier<X>.Task => default; }
        LG0007: [M] partial class X : LossGen.ICrossEntropyModel<X> { static int LossGen.IClassifier<X>.FeatureCount => 3; }
        LG0007: [M] partial class X : LossGen.ICrossEntropyModel<X> { static LossGen.ParameterLayout LossGen.IClassifier<X>.Layout => null!; }
        LG0007: [M] partial class X : LossGen.ICrossEntropyModel<X> { static LossGen.Activation? LossGen.IClassifier<X>.Activation => null; }
        ok: [M] partial class X : LossGen.ILabelModel<X>;
        ok: [M] partial class X : LossGen.ICrossEntropyModel<X> { static System.ReadOnlySpan<string> LossGen.IClassifier<X>.ClassNames => new[] { "a", "b", "c" }; }
        ok: interface I { int FeatureCount { get; } } [M] partial class X : I { int I.FeatureCount => 2; }
        ok: interface I { int Predict(System.ReadOnlySpan<float> row); System.Span<float> Parameters { get; } } [M] partial class X : I;
        ok: interface I { int FeatureCount => 1; void Kernels() { } class Simd8; } [M] partial class X : I;
        ok: [M] partial class X : System.IDisposable, System.IEquatable<X> { public void Dispose() { } bool System.IEquatable<X>.Equals(X? o) => o == this; }
        ## constructors
        ok: [M] partial class X { internal string Title { get; set; } }
        ok: [M] partial class X { internal string Title; internal event System.Action Changed; }
        LG0018: [M] partial class X { internal X(string t) => Title = t; internal string Title { get; set; } }
        LG0018: [M] partial class X { internal X(string t) => Title = t; internal string Title; }
        LG0018: [M] partial class X { internal X(System.Action a) => Changed += a; internal event System.Action Changed; }
        ok: [M] partial class X { internal X(string t) => Title = t; internal string? Title { get; set; } }
        ok: [M] partial class X { internal X(string t) => Title = t; internal string Title { get; set; } = ""; }
        ok: [M] partial class X { internal X(string t) => Title = t; internal static string? Title { get; set; } internal int N; }
        ok: [M] partial class X { internal X(int t) { } internal string Title => ""; }
        ok: [M] partial class X { internal required string Title { get; set; } }
        ok: [M] partial class X { internal required string Title; internal X(int x) { } }
        ok: [M] partial class X { internal required string Title; [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] internal X() => Title = ""; }
        ok: [M] partial class X { private X() { } }
        ok: [M] partial class X { protected X(int x = 1) { } }
        ok: [M] partial class X { internal X(params int[] x) { } }
        ok: [M] partial class X { internal X(int x = 1) { } internal X(params int[] x) { } }
        ok: [M] partial class X { internal X(int x = 1) { } internal X(string x = "") { } }
        ok unsafe: [M] unsafe partial class X { internal X(int* x = null) { } }
        ok: [M] partial class X { [System.Obsolete] internal X() { } }
        ok: [M] partial class X { [System.Obsolete("", true)] internal X() { } }
        ok: [M] partial class X { [System.Obsolete("", DiagnosticId = "OLD1")] internal X() { } }
        ok: [M] partial class X { [System.Diagnostics.CodeAnalysis.Experimental("NEW1")] internal X() { } }
        ok: [M] partial class X();
        ok: [M] partial class X(int x) { internal int Y => x; }
        ok: [M] partial class X(int x = 1, string y = "") { internal string Y => x + y; }
        LG0007: [M] partial class X(float[] _parameters) { internal float[] P = _parameters; }
        ok: [M] partial class X(int rows, int model, int row) { internal int Y = rows + model + row; internal X() : this(1, 2, 3) { } }
        ok: class B { protected B(int x = 1) { } protected B(params int[] x) { } } [M] partial class X : B;
        CS0121: class B { protected B(int x = 1) { } protected B(string x = "") { } } [M] partial class X : B;
        ok: class B { protected B(int x = 1) { } protected B(string x = "") { } } [M] partial class X : B { internal X(int x) : base(x) { } }
        CS0619: class B { [System.Obsolete("", true)] protected B() { } } [M] partial class X : B;
        ok: class B { [System.Obsolete("", true)] protected B() { } protected B(int x) { } } [M] partial class X : B { X(int x) : base(x) { } }
        ok: class B { [System.Obsolete] protected B() { } } [M] partial class X : B;
        ok: class B { [System.Obsolete] protected B() { } protected B(int x) { } } [M] partial class X : B { X(int x) : base(x) { } }
        ok: class B { [System.Obsolete("", DiagnosticId = "OLD1")] internal B() { } internal B(int x) { } } [M] partial class X : B { X(int x) : base(x) { } }
        ok: class B { [System.Obsolete("", DiagnosticId = "no id")] internal B() { } internal B(int x) { } } [M] partial class X : B { X(int x) : base(x) { } }
        NEW1: class B { [System.Diagnostics.CodeAnalysis.Experimental("NEW1")] protected B() { } } [M] partial class X : B;
        ok: class B { [System.Diagnostics.CodeAnalysis.Experimental("NEW1")] internal B() { } internal B(int x) { } } [M] partial class X : B { X(int x) : base(x) { } }
        CS7036: class B { protected B(int x) { } } [M] partial class X : B;
        CS0122: class B { private B() { } } [M] partial class X : B;
        ok: class B { internal required string Title; [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] internal B() => Title = ""; }
          [M] partial class X : B { [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] internal X() { } }
        ok: class B { internal required string Title; [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] internal B() => Title = ""; }
          [M] partial class X : B { [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] internal X(int x) { } }
        ok unsafe: unsafe class B { internal B(int* x = null) { } } [M] unsafe partial class X : B { internal X(int x) : base(null) { } }
        ## base classes
        ok: class B { internal class X; internal int Simd8; } [M] partial class X : B;
        ok: class B { protected class Simd8; protected class System; protected class LossGen; } [M] partial class X : B;
        ok: class B { protected void Load() { } protected void Fit(int x) { } } [M] partial class X : B;
        LG0007: class B { protected int Load; } [M] partial class X : B;
        LG0007: class B { protected class Kernels; } [M] partial class X : B;
        LG0007: class B { internal virtual int Predict(System.ReadOnlySpan<float> row) => 0; } [M] partial class X : B;
        LG0007: abstract class B { internal abstract System.Span<float> Parameters { get; } } [M] partial class X : B;
        ok: class B { private int Parameters; private class Kernels; } [M] partial class X : B;
        ok: class B { internal int Predict(in System.ReadOnlySpan<float> row) => 0; internal int Predict<T>(System.ReadOnlySpan<float> row) => 0; } [M] partial class X : B;
        ok: class B { [System.Runtime.CompilerServices.IndexerName("Parameters")] internal int this[int i] => i; } [M] partial class X : B;
        ok: class B { internal int get_Parameters; } [M] partial class X : B;
        LG0007: class B { protected class @var; } [M] partial class X : B;
        ok: class B { private class @var; protected int @_; } [M] partial class X : B;
        ok: class B<T> { internal class Row; internal T? Value; } [M] partial class X : B<X>;
        ok: [M] partial class X : System.Exception;
        ok: [M] partial class X : System.Attribute;
        ok: [M] partial class X : System.MarshalByRefObject;
        ok: [M] partial class X : System.Collections.Generic.List<int>;
        ok: [M] partial class X : System.IO.MemoryStream;
        LG0003: [M] partial class B; [M] partial class X : B;
        ## names around
        ok: class Simd8; [M] partial class X;
        ok: namespace N; class Simd8; [M] partial class X;
        ok: namespace N; [M] partial class Simd8;
        ok: partial class O { class Simd8; [M] internal partial class X; }
        ok: partial class O : B { [M] internal partial class X; } class B { protected class Simd8; }
        ok: namespace Simd8 { class Y; } namespace N { [M] partial class X; }
        ok: global using Simd8 = System.String; [M] partial class X;
        ok: global using Simd8 = System.String; § namespace N; [M] partial class X;
        ok: using Simd8 = System.String; [M] partial class X;
        LG0007: class @var; [M] partial class X;
        LG0007: namespace N { class @var; namespace M { [M] partial class X; } }
        LG0007: partial class O { class @var; [M] internal partial class X; }
        LG0007: global using @var = System.String; [M] partial class X;
        LG0007: global using N; namespace N { class @var; } namespace M { [M] partial class X; }
        LG0007: global using static N; static class N { internal class @var; } namespace M { [M] partial class X; }
        ok: namespace @var { class Y; } namespace N { [M] partial class X; }
        ok: namespace N { class @var; } namespace M { [M] partial class X; }
        LG0007: class System; [M] partial class X;
        LG0007: class Program { } partial class System; [M] partial class X;
        ok: class System<T>; [M] partial class X;
        LG0007: namespace System { class Threading; } [M] partial class X;
        LG0007: namespace System { struct Span<T>; } [M] partial class X;
        ok: namespace System { class Span; class MathF; } [M] partial class X;
        LG0007: namespace LossGen { class Kernels; } [M] partial class X;
        LG0007: namespace LossGen { class TrainingOptions; } [M] partial class X;
        LG0007: namespace LossGen.Kernels { class Lanes; } [M] partial class X;
        ok: namespace LossGen { class LossOptions<T>; class Mine; } [M] partial class X;
        ok: namespace N { class System; class LossGen; namespace Kernels { class Lanes; } [M] partial class X; }
        ok: namespace N.System { class Span; } namespace N { class Int32; [M] partial class X; }
        ok: class Int32; class Single; class String; class Attribute; [M] partial class X;
        ok: class _; [M] partial class X;
        ok: namespace N { [M<global::N.Row>] partial class X : B; class B { internal class N; internal class Row; } class Row { [F] public E A; [L] public E C; } enum E { N, X } }
        CS: class LossGen; [M] partial class X;
        """;
}
