using System.Collections.Immutable;
using LossGen.Testing.Rooms;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace LossGen.Testing.Tests;

/// <summary>Each way in which code can use a type is found in the built assembly, and only there.</summary>
public class RoomReaderTests
{
    private const string High = """
        namespace App.High
        {
            public class Target { public int Field; public static int Count; public virtual void Run() { } public static int Number() => 1; }
            public class Box<T> { public T Value; public class Inner { } }
            public struct Point { public int X; }
            public interface IShape { void Draw(); static abstract int Sides(); }
            public class Fault : System.Exception { }
            public enum Level : byte { Low, High = 200 }
            public delegate void Handler();
            [System.AttributeUsage(System.AttributeTargets.All)]
            public class MarkAttribute : System.Attribute { public MarkAttribute(object value = null) { } public Level Level { get; set; } }
            public static class Words { public const int Limit = 3; public static int Twice(this int x) => 2 * x; }
        }

        """;

    [Theory]
    [InlineData("base type", "class User : Target { }")]
    [InlineData("base type", "class User { class Inner : Box<int> { } }")]
    [InlineData("base type", "class User : List<Target> { }")]
    [InlineData("interface", "abstract class User : IShape { public abstract void Draw(); public static int Sides() => 3; }")]
    [InlineData("interface", "abstract class User : IEnumerable<Target> { public abstract IEnumerator<Target> GetEnumerator(); IEnumerator IEnumerable.GetEnumerator() => null; }")]
    [InlineData("implemented member", "class User : IShape { void IShape.Draw() { } static int IShape.Sides() => 3; }")]
    [InlineData("constraint", "class User<T> where T : Target { }")]
    [InlineData("constraint", "class User { void M<T>() where T : List<Target> { } }")]
    [InlineData("field", "class User { Target field; }")]
    [InlineData("field", "class User { List<Dictionary<int, Target>> field; }")]
    [InlineData("field", "class User { (int, Point) field; }")]
    [InlineData("field", "class User { Point? field; }")]
    [InlineData("field", "class User { Target[][,] field; }")]
    [InlineData("field", "unsafe class User { Point* field; }")]
    [InlineData("field", "unsafe class User { delegate*<Target, void> field; }")]
    [InlineData("field", "class User { Box<int>.Inner field; }")]
    [InlineData("field", "class User { Level level; }")]
    [InlineData("signature", "class User { Target M() => null; }")]
    [InlineData("signature", "class User { void M(ref Target x) { } }")]
    [InlineData("signature", "abstract class User { abstract internal Target M(); }")]
    [InlineData("signature", "abstract class User { abstract internal Target P { get; } }")]
    [InlineData("signature", "record User(Target Value);")]
    [InlineData("signature", "delegate void User(Target x);")]
    [InlineData("event", "class User { event Handler E { add { } remove { } } }")]
    [InlineData("local", "class User { void M() { Target t = null; GC.KeepAlive(t); } }")]
    [InlineData("local", "class User { void M() { List<Target> t = null; GC.KeepAlive(t); } }")]
    [InlineData("call", "class User { int M() => Target.Number(); }")]
    [InlineData("call", "class User { int M(int x) => x.Twice(); }")]
    [InlineData("call", "class User { static int field = Target.Number(); }")]
    [InlineData("call", "class User { class Inner { int M() => Target.Number(); } }")]
    [InlineData("call", "class User { Func<int> M() => () => Target.Number(); }")]
    [InlineData("call", "class User { Func<int> M(int x) => () => x + Target.Number(); }")]
    [InlineData("call", "class User { int M() { return F(); int F() => Target.Number(); } }")]
    [InlineData("call", "class User { IEnumerable<int> M() { yield return Target.Number(); } }")]
    [InlineData("call", "class User { async Task<int> M() { await Task.Yield(); return Target.Number(); } }")]
    [InlineData("call", "class User { Func<Task<int>> M() => async () => { await Task.Yield(); return Target.Number(); }; }")]
    [InlineData("call", "class User { async IAsyncEnumerable<int> M() { await Task.Yield(); yield return Target.Number(); } }")]
    [InlineData("call", "class User { int M(int[] x) => (from i in x where i > Target.Number() select i).Count(); }")]
    [InlineData("call", "class User { int M(int x) { switch (x) { case 0: return 7; case 1: return 5; case 2: return 9; case 3: return 1; default: return Target.Number(); } } }")]
    [InlineData("call", "class User { Target[] M() => Array.Empty<Target>(); }")]
    [InlineData("callvirt", "class User { void M(dynamic x) { ((Target)x).Run(); } }")]
    [InlineData("constrained.", "class User { void M<T>(T x) where T : IEquatable<Point> { default(Point).ToString(); } }")]
    [InlineData("newobj", "class User { object M() => new Target(); }")]
    [InlineData("newobj", "class User { object M() => new List<Target>(); }")]
    [InlineData("newarr", "class User { object M() => new Target[3]; }")]
    [InlineData("ldtoken", "class User { object M() => typeof(Target); }")]
    [InlineData("ldtoken", "class User { object M() => typeof(Box<>); }")]
    [InlineData("isinst", "class User { bool M(object x) => x is Target; }")]
    [InlineData("castclass", "class User { object M(object x) => (Target)x; }")]
    [InlineData("box", "class User { object M() => Level.High; }")]
    [InlineData("ldftn", "class User { Func<int> M() => Target.Number; }")]
    [InlineData("ldsfld", "class User { int M() => Target.Count; }")]
    [InlineData("sizeof", "unsafe class User { int M() => sizeof(Point); }")]
    [InlineData("calli", "unsafe class User { void M(void* f) { ((delegate*<Target, void>)f)(null); } }")]
    [InlineData("catch", "class User { void M() { try { GC.Collect(); } catch (Fault) { } } }")]
    [InlineData("attribute", "[Mark] class User { }")]
    [InlineData("attribute", "class User { [Mark] void M() { } }")]
    [InlineData("attribute", "class User { [Mark] int field; }")]
    [InlineData("attribute", "class User { [Mark] int P => 1; }")]
    [InlineData("attribute", "class User { [Mark] event Action E { add { } remove { } } }")]
    [InlineData("attribute", "class User { void M([Mark] int x) { } }")]
    [InlineData("attribute", "class User { [return: Mark] int M() => 1; }")]
    [InlineData("attribute", "class User<[Mark] T> { }")]
    [InlineData("attribute", "class User { void M<[Mark] T>() { } }")]
    [InlineData("argument of an attribute", "[Note(typeof(Target))] class User { }")]
    [InlineData("argument of an attribute", "[Note(typeof(List<Target[]>))] class User { }")]
    [InlineData("argument of an attribute", "[Note(typeof(Box<int>.Inner))] class User { }")]
    [InlineData("argument of an attribute", "[Note(Level.High)] class User { }")]
    [InlineData("argument of an attribute", "[Note(new object[] { 1, typeof(Target) })] class User { }")]
    public void A_use_is_found(string how, string code)
    {
        // In one of the two at least: optimised code has fewer locals.
        TypeUse[] uses = [.. Uses(code, OptimizationLevel.Debug), .. Uses(code, OptimizationLevel.Release)];

        TypeUse[] upwards = [.. uses.Where(static use => use.Used.Namespace == "App.High")];
        Assert.Contains(upwards, use => use.How == how);
        Assert.All(upwards, static use => Assert.StartsWith("User", use.User.Name, StringComparison.Ordinal));
        Assert.All(upwards, static use => Assert.True(use.Used.IsOwn));
    }

    [Theory]
    [InlineData("class User { int M() => Words.Limit; }")]
    [InlineData("class User { string M() => nameof(Target); }")]
    [InlineData("class User { bool M(int x) => x == (int)Level.High; }")]
    [InlineData("/// <see cref=\"Target\"/>\nclass User { }")]
    public void What_the_compiler_leaves_out_is_not_found(string code) =>
        Assert.DoesNotContain(Uses(code, OptimizationLevel.Release), static use => use.Used.Namespace == "App.High");

    /// <summary>Code with every kind of operand: read from a wrong offset, some byte of it would soon be no instruction, or name nothing.</summary>
    [Fact]
    public void A_large_assembly_is_read_to_the_end()
    {
        ImmutableArray<TypeUse> uses = RoomReader.Read([.. File.ReadAllBytes(typeof(System.Linq.Expressions.Expression).Assembly.Location)]);

        Assert.Contains(uses, static use => use is { User.Name: "ExpressionVisitor", How: "callvirt", Used.Name: "Expression" });
    }

    [Fact]
    public void A_use_says_where_it_is()
    {
        ImmutableArray<TypeUse> uses = Uses("class User { class Inner { int M() => Target.Number(); } }", OptimizationLevel.Release);

        Assert.Equal("App.Low.User.Inner.M uses App.High.Target (call)", uses.Single(static use => use.Used.Namespace == "App.High").ToString());
    }

    [Fact]
    public void Types_of_other_assemblies_are_told_apart_by_their_assembly()
    {
        TypeUse use = Uses("class User { System.Text.StringBuilder M() => null; }", OptimizationLevel.Release).Single(static use => use.Used.Name == "StringBuilder");

        Assert.False(use.Used.IsOwn);
        Assert.Equal((typeof(object).Assembly.GetName().Name, "System.Text"), (use.Used.Assembly, use.Used.Namespace));
    }

    private static ImmutableArray<TypeUse> Uses(string code, OptimizationLevel level) => [.. RoomReader.Read(Emit(High + $$"""
        namespace App.Low
        {
            using System; using System.Collections; using System.Collections.Generic; using System.Linq; using System.Threading.Tasks; using App.High;

            class NoteAttribute : Attribute { public NoteAttribute(object value) { } }

            {{code}}
        }
        """, level)).Where(static use => use.User.Namespace == "App.Low")];

    internal static ImmutableArray<byte> Emit(string source, OptimizationLevel level = OptimizationLevel.Release)
    {
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, optimizationLevel: level);
        using var stream = new MemoryStream();
        var result = CompilationBases.Compilation("App", FrameworkReferences.All, options)
            .AddSyntaxTrees(CSharpSyntaxTree.ParseText(source, CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest)))
            .Emit(stream);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(static one => one.Severity == DiagnosticSeverity.Error)));
        return [.. stream.ToArray()];
    }
}
