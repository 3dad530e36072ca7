using Microsoft.CodeAnalysis.CSharp;

namespace LossGen.Generators.Tests.Declarations.Odd;

/// <summary>Odd declarations of the class itself: modifiers, nesting, names, attributes, options of the compilation.</summary>
internal static partial class OddTables
{
    private const string Classes = """
        ## modifiers
        ok: [M] partial class X;
        ok: [M] sealed partial class X;
        ok: [M] public partial class X;
        ok unsafe: [M] unsafe partial class X;
        ok: partial class P : B { [M] internal new sealed partial class X; } class B { internal class X; }
        ok: [M] sealed partial class X; partial class X { } public partial class X { }
        ok: [M] partial class X { } § partial class X { internal int Y = 1; } § sealed partial class X { internal int Z = 2; }
        ok: partial class X { } § [M] partial class X;
        ok: [M] partial class X { private sealed partial class Inner; } partial class X { [M] private sealed partial class Inner; }
        LG0001: [M] class X;
        LG0001: [M] partial class X; class X { }
        LG0003: [M] abstract partial class X;
        LG0003: [M] static partial class X;
        LG0003: [M] partial record X;
        LG0003: [M] partial record class X(int Y);
        LG0003: [M] file partial class X;
        LG0003: [M] partial class X<T>;
        LG0009: [M] partial class X; [M] partial class X;
        LG0009: [M, global::LossGen.CrossEntropyModel(2, 3)] partial class X;
        LG0009: [M] [M<Row>] partial class X; class Row { [F] public float A; [L] public bool B; }
        CS0592: [M] partial struct X;
        CS0592: [M] partial record struct X;
        CS0592: [M] partial interface X;
        CS0592: [M] enum X { A }
        CS0592: [M] delegate void X();
        ## nesting
        ok: partial class O { [M] private partial class X; }
        ok: partial class O { [M] protected partial class X; }
        ok: partial class O { [M] private protected partial class X; }
        ok: partial class O { [M] protected internal partial class X; }
        ok: partial struct O { [M] private partial class X; }
        ok: readonly partial struct O { [M] private partial class X; }
        ok: ref partial struct O { [M] private partial class X; }
        ok: readonly ref partial struct O { [M] private partial class X; }
        ok: partial record O { [M] private partial class X; }
        ok: sealed partial record class O(int Y) { [M] private partial class X; }
        ok: readonly partial record struct O(int Y) { [M] private partial class X; }
        ok: partial interface O { [M] internal partial class X; }
        ok: partial interface O { [M] private partial class X; }
        ok: static partial class O { [M] internal partial class X; }
        ok: abstract partial class O { [M] internal partial class X; }
        ok unsafe: unsafe partial struct O { int* p; [M] internal partial class X; }
        ok: partial class O(int y) { internal int Y => y; [M] internal partial class X; }
        ok: partial class A { partial struct B { partial interface C { partial record D { [M] internal partial class X; } } } }
        ok: namespace N { partial class O { [M] internal partial class X; } } namespace N { partial class O { } }
        ok: partial class O { } § partial class O { [M] internal partial class X; }
        ok: partial class O : B { [M] internal partial class Y : O; } class B { internal class Y2; internal class Row; }
        ok: partial class X { [M] internal partial class Y; } namespace N { partial class X { [M] internal partial class Y; } }
        LG0002: class O { [M] partial class X; }
        LG0002: struct O { [M] partial class X; }
        LG0002: interface O { [M] partial class X; }
        LG0003: partial class O<T> { [M] internal partial class X; }
        LG0003: partial interface O<in T> { [M] internal partial class X; }
        LG0003: partial class O<T> { partial struct P { [M] internal partial class X; } }
        LG0003: file partial class O { [M] internal partial class X; }
        ## namespaces
        ok: namespace A.B.C; [M] partial class X;
        ok: namespace A { namespace B { [M] partial class X; } }
        ok: namespace @class.@event; [M] partial class X;
        ok: namespace @global; [M] partial class X;
        ok: namespace LossGen; [M] partial class X;
        ok: namespace LossGen.Kernels; [M] partial class X;
        ok: namespace LossGen.Mine.LossGen; [M] partial class X;
        ok: namespace System; [M] partial class X;
        ok: namespace System.Collections.Generic; [M] partial class X;
        ok: namespace System.System; [M] partial class X;
        ok: namespace X; [M] partial class X;
        ok: namespace X.X; partial class O { [M] internal partial class X; }
        ok: namespace Microsoft; [M] partial class X;
        ok: namespace 模型.ñ; [M] partial class X;
        ok: namespace N { using LossGen; using Mine = LossGen.CrossEntropyModelAttribute; [Mine(2, 3)] partial class X; }
        ok: namespace a { [M] partial class X; } namespace A { [M] partial class X; } namespace A { [M] partial class x; }
        ## attributes
        ok: [M, System.Obsolete] partial class X;
        ok: [M, System.Obsolete("x", true)] partial class X;
        ok: [M, System.Obsolete("x", DiagnosticId = "OLD1")] partial class X;
        ok: [System.Obsolete("x", true)] partial class O { [M] internal partial class X; }
        ok: [M, System.Diagnostics.CodeAnalysis.Experimental("NEW1")] partial class X;
        ok: [System.Diagnostics.CodeAnalysis.Experimental("NEW1")] partial class O { [M] internal partial class X; }
        ok: [assembly: System.Diagnostics.CodeAnalysis.Experimental("NEW1")] [M] partial class X;
        ok: [assembly: System.CLSCompliant(true)] [M] public partial class X;
        ok: [assembly: System.CLSCompliant(true)] [M] public partial class X { public int featureCount; public int Parameter => 1; }
        ok: [assembly: System.CLSCompliant(true)] [M<Row>] public partial class X; public class Row { [F] public float A; [L] public bool B; }
        ok: [M, System.CLSCompliant(false)] public partial class X;
        ok: [M, System.Serializable] partial class X;
        ok: [M, System.CodeDom.Compiler.GeneratedCode("a", "1")] partial class X;
        ok: [M, System.Diagnostics.DebuggerDisplay("{Parameters.Length}")] partial class X;
        ok: [M, System.ComponentModel.DefaultProperty("Parameters")] partial class X;
        ok: [M, System.Reflection.DefaultMember("Parameters")] partial class X;
        ok: [M, System.Runtime.CompilerServices.CompilerGenerated] partial class X;
        ok unsafe: [module: System.Runtime.CompilerServices.SkipLocalsInit] [M] partial class X;
        ok: [M, System.Diagnostics.CodeAnalysis.ExcludeFromCodeCoverage] partial class X;
        ## options
        ok csharp12: [M] partial class X;
        ok preview: [M] partial class X;
        ok checked: [M] partial class X;
        ok errors: [M] partial class X;
        ok errors: [M<Row>] partial class X; sealed record Row([property: LossGen.Feature] ulong A, [property: LossGen.Label] bool B);
        ok debug: [M] partial class X;
        ok oblivious: [M] partial class X { internal string Title; }
        ok annotations: [M] partial class X { internal string Title; X(int y) => Title = ""; }
        ok warnings: [M] partial class X { internal string Title; }
        ok nodocs: [M] public partial class X;
        ok docs: [M] public partial class X;
        ok exe: System.Console.Write(""); [M] partial class X;
        ok exe: [M] partial class Program { static void Main() { } }
        ok unsafe: [M] partial class X;
        LG0008 csharp11: [M] partial class X { }
        ok checked: [M<Row>] partial class X; class Row { [F] public decimal A; [L] public E B; } enum E : long { A = long.MinValue, B = long.MaxValue }
        ok oblivious: [M<Row>] partial class X; class Row { [F] public E A; [L] public bool B; public string C; } enum E { A, B }
        ok: #nullable disable ¶ [M] partial class X { internal string Title; }
        ok: #define A ¶ #if A ¶ [M] partial class X { } ¶ #endif
        ok: #line 100 "other.cs" ¶ [M] partial class X { } ¶ #line hidden ¶ partial class X { }
        """;

    /// <summary>Every word that C# knows, as the name of a class, and names that are no ASCII.</summary>
    private static IEnumerable<OddDeclaration> Names() => SyntaxFacts.GetKeywordKinds()
        .Concat(SyntaxFacts.GetContextualKeywordKinds())
        .Select(SyntaxFacts.GetText)
        .Append("dynamic").Append("nint").Append("_").Append("__").Append("args").Append("value").Append("Simd8").Append("GradientTile").Append("E")
        .Append(new string('N', 400)).Append("Ünï").Append("模型").Append("\\u0041\\u0062").Append("a‿b").Append("Ⅷ").Append("a\u0301")
        .Append("a\u200Db").Append("System").Append("LossGen").Append("global").Append("FeatureCount").Append("Fit")
        .Where(static name => name.Length > 0 && !name.StartsWith('\\') | name.Length > 6)
        .Distinct()
        .Select(static name => new OddDeclaration(
            "names of the class",
            name switch { "var" or "FeatureCount" or "Fit" or "System" => "LG0007", "LossGen" => "CS", _ => OddDeclaration.Ok },
            "",
            $"[M] partial class @{name};"));
}
