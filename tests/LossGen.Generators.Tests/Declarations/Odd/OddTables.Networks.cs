namespace LossGen.Generators.Tests.Declarations.Odd;

/// <summary>Odd declarations with hidden layers: how they are written, constructors beside that with a seed, and names.</summary>
internal static partial class OddTables
{
    private const string Networks = """
        ## hidden layers
        ok: [N] partial class X;
        ok: [N] sealed partial class X; partial class X { } § partial class X { internal int Y = 1; }
        ok: partial class A { partial struct B { partial interface C { partial record D { [N] internal partial class X; } } } }
        ok: namespace @class.@event { [N] partial class @int; }
        ok: [global::LossGen.CrossEntropyModel(2, 3, HiddenLayers = new int[0])] partial class X;
        ok: [global::LossGen.CrossEntropyModel(2, 3, HiddenLayers = [])] partial class X;
        ok: [global::LossGen.CrossEntropyModel(2, 3, HiddenLayers = [1])] partial class X;
        ok: [global::LossGen.CrossEntropyModel(1, 2, HiddenLayers = [1, 1, 1, 1])] partial class X;
        ok: [global::LossGen.CrossEntropyModel(2, 3, HiddenLayers = new[] { K.Width, K.Width * 2 + (int)K.E.B })] partial class X; class K { internal const int Width = 9; internal enum E { A, B } }
        ok: [global::LossGen.CrossEntropyModel(2, 3, HiddenLayers = [9, 8, 7, 6, 5, 4, 3, 2, 1, 2, 3, 4, 5, 6, 7, 8], Activation = LossGen.Activation.Silu)] partial class X;
        ok: [global::LossGen.CrossEntropyModel(2, 2, Activation = (LossGen.Activation)3, Task = LossGen.ClassificationTask.MultiLabel, HiddenLayers = [17])] partial class X;
        ok: [global::LossGen.CrossEntropyModel(features: 2, classes: 2, HiddenLayers = [300])] partial class X { const int HiddenLayers = 3; enum Activation { Relu } }
        ok: using Net = LossGen.CrossEntropyModelAttribute; [Net(2, 3, HiddenLayers = [4])] partial class X;
        ok: [M<Row>(HiddenLayers = [4], Activation = LossGen.Activation.LeakyRelu)] partial class X; readonly record struct Row([F] float A, [L] bool B);
        ok: [M<Row>(HiddenLayers = [4])] partial class X; class Row { [F] public System.DayOfWeek A; [L] public E B; } [System.Flags] enum E { A = 1, B = 2 }
        ok checked: [N] partial class X;
        ok errors: [N] partial class X;
        ok debug: [N] partial class X;
        ok oblivious: [N] partial class X;
        ok nodocs: [N] partial class X;
        ok csharp12: [N] partial class X;
        ok preview: [N] partial class X;
        LG0008 csharp11: [global::LossGen.CrossEntropyModel(2, 3, HiddenLayers = new[] { 4 })] partial class X { }
        CS0182: [global::LossGen.CrossEntropyModel(2, 3, HiddenLayers = new int[2])] partial class X;
        LG0022: [global::LossGen.CrossEntropyModel(2, 3, HiddenLayers = null!)] partial class X;
        LG0022: [M<Row>(HiddenLayers = [-4])] partial class X; class Row { [F] public float A; [L] public bool B; }
        LG0023: [global::LossGen.CrossEntropyModel(2, 3, HiddenLayers = [4], Activation = (LossGen.Activation)9)] partial class X;
        CS0182: [global::LossGen.CrossEntropyModel(2, 3, HiddenLayers = K.Sizes)] partial class X; class K { internal static readonly int[] Sizes = [4]; }
        ## members of networks
        LG0007: [N] partial class X { int Layers; }
        LG0007: [N] partial class X { void get_Layers() { } }
        LG0007: [N] partial class X { void Initialize(int x) { } }
        LG0007: [N] partial class X { class Initialize; }
        LG0007: [N] partial class Layers;
        LG0007: [N] partial class Initialize;
        LG0007: class B { protected int Layers; } [N] partial class X : B;
        LG0007: [N] partial class X : LossGen.ICrossEntropyModel<X> { static LossGen.Activation? LossGen.IClassifier<X>.Activation => null; }
        LG0007: [N] partial class X(float[] _parameters) { internal float[] P = _parameters; }
        ok: [N] partial class X { void Initialize() { } void Initialize(long x) { } void Initialize(int x, int y) { } }
          § partial class X { void Layers2() => Initialize(); }
        ok: [N] partial class X { int seed, Activation, Network, Hidden1, HiddenLayers; }
        ok: [N] partial class X { enum Activation { Relu } class Network; class Output; class Hidden1; class Layer1; class LossGen; class System; }
        ok: [M] partial class X { int Layers; void Initialize(int x) { } internal X(int seed) { } }
        ok: [N] partial class X { static X() { _ = new X(); } static readonly X Shared = new(7); }
        ok: [N] partial class X { static string[] ClassNames => ["a", "b", "c"]; static readonly string[] FeatureNames = ["x", "y"]; static readonly X One = new(); }
        ## constructors of networks
        ok: [N] partial class X { internal static X Make() => new X(seed: 5); }
        ok: [N] partial class X { static X() { } }
        ok: [N] partial class X { internal X() { } internal static X Make() => new X(5); }
        ok: [N] partial class X { private X() { } internal static X Make() => new X(5); }
        ok: [N] partial class X { internal X(string name) { } internal static X Make() => new X(5) ?? new X("a") ?? new X(); }
        ok: [N] partial class X { internal X(int rows) { } internal X(long rows) { } }
        ok: [N] partial class X { internal X(in int rows) { } }
        ok: [N] partial class X { internal X(int x = 1) { } }
        ok: [N] partial class X { internal X(params int[] x) { } }
        ok: [N] partial class X { internal X(int x = 1) { } internal X(string x = "") { } }
        ok: [N] partial class X { internal X(ref int x) { } }
        ok: [N] partial class X { internal X(dynamic x) { } }
        ok: [N] partial class X { internal X(System.Span<int> x) { } }
        ok unsafe: [N] unsafe partial class X { internal X(int* x = null) { } }
        ok: [N] partial class X();
        ok: [N] partial class X(int x) { internal int Y => x; }
        ok: [N] partial class X(string seed = "", float rows = 1) { internal string Y => seed + rows; internal static X Make() => new X(5); }
        ok: [N] partial class X(int seed) { internal int Y = seed; internal X() : this(1) { } }
        LG0018: [N] partial class X { internal string Title { get; set; } }
        LG0018: [N] partial class X { internal X(string t) => Title = t; internal string Title; }
        ok: [N] partial class X { internal string Title { get; set; } = ""; }
        ok: [N] partial class X { internal X() => Title = ""; internal string Title { get; set; } }
        ok: [N] partial class X { internal required string Title; }
        ok: [N] partial class X { internal required string Title; internal X(string x) { } internal static X Make() => new X(5) { Title = "" }; }
        ok: [N] partial class X { internal required string Title; [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] internal X() => Title = ""; internal static X Make() => new X(5); }
        ok: [N] partial class X { [System.Obsolete] internal X() { } }
        ok: [N] partial class X { [System.Obsolete("", true)] internal X() { } }
        ok: [N] partial class X { [System.Obsolete("", DiagnosticId = "OLD1")] internal X() { } }
        ok: [N] partial class X { [System.Diagnostics.CodeAnalysis.Experimental("NEW1")] internal X() { } }
        ok: class B { protected B(int x = 1) { } protected B(params int[] x) { } } [N] partial class X : B;
        ok: class B { protected B(int seed) { } protected B() { } } [N] partial class X : B;
        CS0121: class B { protected B(int x = 1) { } protected B(string x = "") { } } [N] partial class X : B;
        ok: class B { protected B(int x = 1) { } protected B(string x = "") { } } [N] partial class X : B { internal X(int x) : base(x) { } }
        CS0619: class B { [System.Obsolete("", true)] protected B() { } } [N] partial class X : B;
        ok: class B { [System.Obsolete] protected B() { } } [N] partial class X : B;
        ok: class B { [System.Diagnostics.CodeAnalysis.Experimental("NEW1")] protected B() { } } [N] partial class X : B;
        CS7036: class B { protected B(int x) { } } [N] partial class X : B;
        CS0122: class B { private B() { } } [N] partial class X : B;
        ok: class B { protected B(int x) { } } [N] partial class X : B { internal X(string name) : base(1) { } }
        ok: class B { protected B(int x) { } } [N] partial class X : B { internal X() : base(1) { } internal static X Make() => new X(5); }
        ok: class B { internal required string Title; [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] internal B() => Title = ""; }
          [N] partial class X : B { [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] internal X() { } internal static X Make() => new X(5); }
        ok: [N] partial class X : System.Collections.Generic.List<int>;
        ok: [N] partial class X : System.Exception;
        ok weights: [global::LossGen.CrossEntropyModel(2, 3, HiddenLayers = [], Weights = "w.safetensors")] partial class X;
        """;
}
