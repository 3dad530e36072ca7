namespace LossGen.Generators.Specification;

/// <summary>The generated constructor that takes the seed of the initial values.</summary>
internal enum SeedConstructor
{
    /// <summary>None: the model has no hidden layers, a constructor of the user's takes a number, or there is none without arguments to build on.</summary>
    None,

    /// <summary>It calls the constructor without arguments.</summary>
    Plain,

    /// <summary>The same, and has to say, as that one does, that it sets the members marked <c>required</c>.</summary>
    SetsRequiredMembers,
}
