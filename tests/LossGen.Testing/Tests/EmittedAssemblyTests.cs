using System.Runtime.CompilerServices;
using LossGen.Testing.Tests.Subjects;
using Xunit;

namespace LossGen.Testing.Tests;

public class EmittedAssemblyTests
{
    private const string Source =
        """
        namespace Shop
        {
            public static class Sums
            {
                public static int Add(int a, int b) => a + b;
                public static int Fail() => throw new System.FormatException("from inside");
                internal static T Same<T>(T value, int times) { T copy = value; for (int i = 0; i < times; i++) { copy = value; System.GC.KeepAlive(copy); } return copy; }
                public abstract class Nested { public abstract void NoBody(); public void Empty() { } }
            }
        }
        """;

    [Fact]
    public void Emitted_code_runs()
    {
        using EmittedAssembly emitted = Emit();

        Assert.Equal(5, emitted.Invoke<int>("Shop.Sums", "Add", 2, 3));
        Assert.Equal("from inside", Assert.Throws<FormatException>(() => emitted.Invoke("Shop.Sums", "Fail")).Message);
    }

    [Fact]
    public void Generated_code_runs()
    {
        using EmittedAssembly emitted = Sources.WithBook<GoodGenerator>().Run().Emit();

        Assert.Equal("Book", emitted.Type("Book").GetProperty("Name")!.GetValue(null));
    }

    [Fact]
    public void Code_uses_the_assemblies_it_references()
    {
        using EmittedAssembly emitted = GeneratorRun.OfNone().WithReferenceTo<Assert>()
            .WithSource("public static class C { public static void F() => Xunit.Assert.Fail(\"from inside\"); }").Run().Emit();

        Assert.Equal("from inside", Assert.Throws<Xunit.Sdk.FailException>(() => emitted.Invoke("C", "F")).Message);
    }

    [Fact]
    public void Methods_are_measured_without_loading()
    {
        using EmittedAssembly emitted = Emit();

        // ldarg.0, ldarg.1, add, ret: one byte each.
        Assert.Equal(new EmittedMethod("Shop.Sums", "Add", 2, 4, 0, 2), Assert.Single(emitted.MethodsNamed("Shop.Sums", "Add")) with { MaxStack = 2 });
        EmittedMethod same = Assert.Single(emitted.MethodsNamed("Shop.Sums", "Same"));
        Assert.Equal((2, 2), (same.Parameters, same.LocalCount));
        Assert.True(same.ILBytes > 20, $"{same}");
        Assert.Equal(1, Assert.Single(emitted.MethodsNamed("Shop.Sums+Nested", "Empty")).ILBytes);
        Assert.DoesNotContain(emitted.Methods, static method => method.Name == "NoBody");
        Assert.True(emitted.Size > emitted.Methods.Sum(static method => method.ILBytes));
    }

    [Fact]
    public void What_does_not_exist_is_named_with_what_does()
    {
        using EmittedAssembly emitted = Emit();

        Assert.Contains("No method Shop.Sums.Subtract has a body; there are: Shop.Sums.Add", Message(() => emitted.MethodsNamed("Shop.Sums", "Subtract")));
        Assert.Contains("There is no type 'Sums'; there are: Shop.Sums", Message(() => emitted.Type("Sums")));
        Assert.Contains("static method 'Add' with 1 parameters", Message(() => emitted.Invoke("Shop.Sums", "Add", 1)));
        Assert.Contains("did not return a System.String", Message(() => emitted.Invoke<string>("Shop.Sums", "Add", 1, 2)));
    }

    [Fact]
    public void Code_that_does_not_compile_is_not_emitted()
    {
        string message = Message(static () => GeneratorRun.OfNone().WithSource("class C { int F() => missing; }").Run().Emit());

        Assert.Contains("The code does not compile", message);
        Assert.Contains("CS0103 Error at Source0.cs(1,22)", message);
    }

    [Fact]
    public void An_unloaded_assembly_is_gone()
    {
        WeakReference alive = RunAndUnload();
        for (int attempt = 0; alive.IsAlive && attempt < 20; attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(alive.IsAlive);
    }

    [Fact]
    public void An_unloaded_assembly_is_not_loaded_again()
    {
        EmittedAssembly emitted = Emit();
        emitted.Dispose();

        Assert.Throws<ObjectDisposedException>(() => emitted.Assembly);
    }

    // Not inlined, or the assembly would stay on the caller's stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference RunAndUnload()
    {
        EmittedAssembly emitted = Emit();
        Assert.Equal(5, emitted.Invoke<int>("Shop.Sums", "Add", 2, 3));
        return emitted.Unload();
    }

    private static EmittedAssembly Emit() => GeneratorRun.OfNone().WithSource(Source).Run().Emit();

    private static string Message(Action action) => Assert.Throws<HarnessException>(action).Message;
}
