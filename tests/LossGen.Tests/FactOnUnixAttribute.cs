using Xunit;

namespace LossGen.Tests;

/// <summary>A test of what only Unix has: permissions, links that anyone may make.</summary>
internal sealed class FactOnUnixAttribute : FactAttribute
{
    public FactOnUnixAttribute() => Skip = OperatingSystem.IsWindows() ? "Windows has no Unix permissions." : null;
}
