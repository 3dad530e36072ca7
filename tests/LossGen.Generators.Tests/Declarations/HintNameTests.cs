using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Xunit;

namespace LossGen.Generators.Tests.Declarations;

/// <summary>The names of generated files: no two alike, and the generated part always a part of the user's class.</summary>
public class HintNameTests
{
    [Fact]
    public Task The_same_name_in_two_namespaces_gives_two_files() => DeclarationTest.IsFine(
        """
        namespace A { [CrossEntropyModel(4, 3)] public partial class M; }
        namespace B.C { [CrossEntropyModel(5, 3)] public partial class M; }
        [CrossEntropyModel(6, 3)] public partial class M;
        """,
        "A.M.g.cs",
        "B.C.M.g.cs",
        "M.g.cs");

    [Fact]
    public Task The_same_name_in_two_parents_gives_two_files() => DeclarationTest.IsFine(
        """
        namespace N;
        public partial class A { [CrossEntropyModel(4, 3)] public partial class M; }
        public partial class B
        {
            [CrossEntropyModel(5, 3)] public partial class M;
            public partial class A { [CrossEntropyModel(5, 3)] public partial class M; }
        }
        """,
        "N.A.M.g.cs",
        "N.B.M.g.cs",
        "N.B.A.M.g.cs");

    [Fact]
    public Task A_generic_class_of_the_same_name_beside_it_changes_nothing() => DeclarationTest.IsFine(
        """
        [CrossEntropyModel(4, 3)] public partial class M;
        public partial class M<T>;
        """,
        "M.g.cs");

    [Fact]
    public Task Names_that_are_keywords_are_escaped_in_the_text_and_bare_in_the_file_name() => DeclarationTest.IsFine(
        """
        namespace @event.@class
        {
            public partial struct @int { [CrossEntropyModel(4, 3)] public partial class @class; }
            [CrossEntropyModel(4, 3)] public partial class @record;
            [CrossEntropyModel(4, 3)] public partial class @partial;
            [CrossEntropyModel(4, 3)] public partial class @file;
            [CrossEntropyModel(4, 3)] public partial class @required;
            [CrossEntropyModel(4, 3)] public partial class Ünïcode_模型;
            [CrossEntropyModel(4, 3)] public partial class \u0041bc;
        }
        """,
        "event.class.int.class.g.cs",
        "event.class.record.g.cs",
        "event.class.partial.g.cs",
        "event.class.file.g.cs",
        "event.class.required.g.cs",
        "event.class.Ünïcode_模型.g.cs",
        "event.class.Abc.g.cs");

    [Fact]
    public Task Names_that_differ_only_in_case_give_files_that_do_not() => DeclarationTest.IsFine(
        """
        namespace Demo
        {
            [CrossEntropyModel(4, 3)] public partial class Iris;
            [CrossEntropyModel(4, 3)] public partial class IRIS;
            [CrossEntropyModel(4, 3)] public partial class Other;
        }
        namespace demo { [CrossEntropyModel(4, 3)] public partial class Other; }
        """,
        "Demo.IRIS.g.cs",
        "Demo.Iris-0-1.g.cs",
        "Demo.Other.g.cs",
        "demo.Other-1-0.g.cs");

    [Fact]
    public async Task The_generated_part_belongs_to_the_users_class_and_makes_no_new_type()
    {
        const string Source =
            """
            namespace A.B;
            public partial record struct Outer(int X)
            {
                private partial interface IInner { [CrossEntropyModel(4, 3)] internal sealed partial class @class; }
            }
            """;
        GeneratorRunOutcome outcome = DeclarationTest.Generate(Source);
        Assert.Equal(["A.B.Outer.IInner.class.g.cs"], outcome.Files.Select(static file => file.HintName));
        Assert.Empty(await DeclarationTest.AnalyzeAll(outcome.Compilation));

        Compilation before = DeclarationTest.RunOf(Source).CreateCompilation();
        Assert.Equal(
            TypesOf(before).Select(static type => type.ToDisplayString()),
            TypesOf(outcome.Compilation).Where(static type => type.Name != "Kernels" && type.ContainingType?.Name != "Kernels").Select(static type => type.ToDisplayString()));
        INamedTypeSymbol model = Assert.Single(TypesOf(outcome.Compilation), static type => type.Name == "class");
        Assert.NotEmpty(model.GetMembers("FeatureCount"));
    }

    private static IEnumerable<INamedTypeSymbol> TypesOf(Compilation compilation) => compilation
        .GetSymbolsWithName(static _ => true, SymbolFilter.Type)
        .Cast<INamedTypeSymbol>()
        .OrderBy(static type => type.ToDisplayString(), StringComparer.Ordinal);
}
