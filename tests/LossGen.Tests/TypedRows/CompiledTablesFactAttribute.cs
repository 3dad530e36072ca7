using Xunit;

namespace LossGen.Tests.TypedRows;

/// <summary>A test of code that reads tables of constants, for which the first tier of .NET 8 allocates; how soon others follow depends on what else is compiled.</summary>
internal sealed class CompiledTablesFactAttribute : FactAttribute
{
    public CompiledTablesFactAttribute() =>
        Skip = Environment.Version.Major > 8 ? null : "The first tier of .NET 8 allocates where code reads a table of constants; measured on later runtimes.";
}
