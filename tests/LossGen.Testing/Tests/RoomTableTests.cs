using System.Collections.Immutable;
using LossGen.Testing.Rooms;
using Xunit;

namespace LossGen.Testing.Tests;

/// <summary>What a table of rooms allows and what it refuses.</summary>
public class RoomTableTests
{
    private const string Order = "Low, Side < Middle < .";

    [Fact]
    public void Uses_that_run_down_are_allowed() => Table("""
        namespace App.Low { public class A { } }
        namespace App.Side { public class B { } }
        namespace App.Middle { public class C { public App.Low.A A; public App.Side.B B; } }
        namespace App { public class D { public App.Middle.C C; public App.Low.A A; } }
        """).Check();

    [Fact]
    public void A_use_that_runs_up_is_refused_and_said_with_its_place()
    {
        HarnessException failure = Assert.Throws<HarnessException>(Table("""
            namespace App.Low { public class A { public object M() => new App.Middle.C(); } }
            namespace App.Side { public class B { } }
            namespace App.Middle { public class C { } }
            namespace App { public class D { } }
            """).Check);

        Assert.Contains("Low -> Middle: App.Low.A.M uses App.Middle.C (newobj).", failure.Message, StringComparison.Ordinal);
        Assert.Contains(Order, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cycle_is_refused_at_the_use_that_closes_it() => Assert.Equal(
        ["Low -> Middle: App.Low.A.C uses App.Middle.C (field)."],
        Table("""
            namespace App.Low { public class A { public App.Middle.C C; } }
            namespace App.Side { public class B { } }
            namespace App.Middle { public class C { public App.Low.A A; } }
            namespace App { public class D { } }
            """).Violations);

    [Fact]
    public void Rooms_of_one_level_do_not_know_each_other() => Assert.Equal(
        ["Side -> Low: App.Side.B uses App.Low.IA (interface)."],
        Table("""
            namespace App.Low { public interface IA { } }
            namespace App.Side { public class B : App.Low.IA { } }
            namespace App.Middle { public class C { } }
            namespace App { public class D { } }
            """).Violations);

    [Fact]
    public void Code_outside_the_rooms_may_not_use_them() => Assert.Equal(
        ["outside the rooms -> Middle: Other.E.C uses App.Middle.C (field)."],
        Table("""
            namespace App.Low { public class A { public Other.E E; } }
            namespace App.Side { public class B { } }
            namespace App.Middle { public class C { } }
            namespace App { public class D { } }
            namespace Other { public class E { public App.Middle.C C; } }
            """).Violations);

    [Fact]
    public void A_namespace_that_the_table_lacks_and_a_room_without_types_are_refused() => Assert.Equal(
        ["App.New.E is in no room of the table.", "The room Side has no types."],
        Table("""
            namespace App.Low { public class A { } }
            namespace App.Middle { public class C { } }
            namespace App.New { public class E { } }
            namespace App { public class D { } }
            """).Violations);

    [Fact]
    public void A_room_within_a_room_belongs_to_it_unless_it_is_listed()
    {
        const string Source = """
            namespace App.Low { public class A { } }
            namespace App.Low.Parts { public class B { public App.Low.A A; } }
            """;

        Assert.Empty(Table(Source, "Low").Violations);
        Assert.Empty(Table(Source, "Low < Low.Parts").Violations);
        Assert.Equal(["Low.Parts -> Low: App.Low.Parts.B.A uses App.Low.A (field)."], Table(Source, "Low.Parts < Low").Violations);
    }

    [Theory]
    [InlineData("Low < Low", "names Low twice")]
    [InlineData("Low < < .", "has an empty place")]
    public void An_order_with_a_mistake_is_refused(string order, string problem) =>
        Assert.Contains(problem, Assert.Throws<HarnessException>(() => Table("class A { }", order)).Message, StringComparison.Ordinal);

    [Fact]
    public void Rooms_by_folder_come_from_the_symbols()
    {
        ImmutableDictionary<OutermostType, string> folders = OwnFolders();

        Assert.Equal("Tests", Folder("LossGen.Testing.Tests", nameof(RoomTableTests)));
        Assert.Equal("Rooms", Folder("LossGen.Testing.Rooms", nameof(OutermostType)));
        Assert.Equal("", Folder("LossGen.Testing", nameof(HarnessException)));

        string Folder(string space, string name) => folders[new("", space, name)];
    }

    [Fact]
    public void A_type_without_code_has_a_folder_too()
    {
        ImmutableDictionary<OutermostType, string> folders = OwnFolders();

        Assert.Equal("Tests", folders[new("", "LossGen.Testing.Tests", nameof(WithoutCode))]);
    }

    private static ImmutableDictionary<OutermostType, string> OwnFolders() =>
        RoomTable.Folders(typeof(RoomTableTests).Assembly.Location, "tests/LossGen.Testing");

    private static RoomTable Table(string source, string order = Order) => RoomTable.Of(RoomReaderTests.Emit(source), "App", order);
}

internal enum WithoutCode
{
    Nothing,
}
