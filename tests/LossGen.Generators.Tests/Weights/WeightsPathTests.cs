using LossGen.Generators.Weights;
using Xunit;

namespace LossGen.Generators.Tests.Weights;

/// <summary>Which path a name means.</summary>
public sealed class WeightsPathTests
{
    [Theory]
    [InlineData("/src/app/iris.safetensors", "iris.safetensors", true)]
    [InlineData("/src/app/models/iris.safetensors", "models/iris.safetensors", true)]
    [InlineData(@"C:\src\app\models\iris.safetensors", "models/iris.safetensors", true)]
    [InlineData("/src/app/models/iris.safetensors", @"models\iris.safetensors", true)]
    [InlineData("/src/app/models/iris.safetensors", "./models/iris.safetensors", true)]
    [InlineData("/src/app/iris.safetensors", "/src/app/iris.safetensors", true)]
    [InlineData("iris.safetensors", "iris.safetensors", true)]
    [InlineData("/src/app/my-iris.safetensors", "iris.safetensors", false)]
    [InlineData("/src/app/mymodels/iris.safetensors", "models/iris.safetensors", false)]
    [InlineData("/src/app/Iris.safetensors", "iris.safetensors", false)]
    [InlineData("/src/app/iris.safetensors", "iris", false)]
    [InlineData("/src/app/iris.safetensors", "", false)]
    [InlineData("/src/app/", "app/", false)]
    [InlineData("iris.safetensors", "models/iris.safetensors", false)]
    public void A_path_is_meant_if_it_ends_in_the_name_by_whole_segments(string path, string asked, bool expected) =>
        Assert.Equal(expected, WeightsPath.Matches(path, asked));

    [Theory]
    [InlineData("/app/Iris.safetensors", "iris.safetensors", true)]
    [InlineData("/app/iris.safetensors", "iris.safetensors", false)]
    [InlineData("/app/flowers.safetensors", "iris.safetensors", false)]
    public void A_difference_in_case_alone_is_known_as_such(string path, string asked, bool expected) =>
        Assert.Equal(expected, WeightsPath.MatchesButForCase(path, asked));
}
