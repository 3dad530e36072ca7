namespace LossGen.Generators.Emission.Members;

/// <summary>Writes how instances of any model come into being: its constructors, its copies.</summary>
/// <param name="code">Where to.</param>
/// <param name="spec">The model.</param>
/// <param name="engine">The engine for the model's kernels.</param>
internal sealed class InstanceEmitter(CodeWriter code, ModelSpec spec, string engine)
{
    private readonly MemberTypes _types = MemberTypes.Of(spec);

    /// <summary>The constructors that the user has not written.</summary>
    /// <param name="summary">What the one without arguments gives.</param>
    public void Constructors(string summary)
    {
        if (spec.EmitConstructor)
        {
            Doc(summary).End();
            code.Line(ModelEmitter.GeneratedCode);

            // The user's own constructors set such members; whoever leaves this one to us is asked by LG0018 to initialise them.
            code.Line("#pragma warning disable CS8618 // a member that only other constructors set is reported at the member (LG0018)");
            code.Line($"public {spec.Name}()").Line("{").Line("}").Line("#pragma warning restore CS8618").Line();
        }

        if (spec.SeedConstructor == SeedConstructor.None) return;
        Doc("A model with the initial values of a seed, as <see cref=\"Initialize(int)\"/> gives them.").Param("seed", "Any number.").End();
        code.Line(ModelEmitter.GeneratedCode);
        if (spec.SeedConstructor == SeedConstructor.SetsRequiredMembers) code.Line("[global::System.Diagnostics.CodeAnalysis.SetsRequiredMembersAttribute]");
        code.Line($"public {spec.Name}(int seed) : this() =>");
        code.Line($"    {engine}.Initialize(ref _parameters, seed);").Line();
    }

    /// <summary>A copy of the model, and what another one has taken over.</summary>
    public void Copies()
    {
        new Documentation(code).Inherit();
        code.Line(ModelEmitter.GeneratedCode);
        using (code.Braces(ModelMembers.Clone.Head(_types)))
        {
            code.Line("var clone = global::LossGen.Models.ShallowCopy.Of(this);");
            code.Line("clone._parameters = _parameters.Copy();");
            code.Line("return clone;");
        }

        code.Line();
        new Documentation(code).Inherit();
        code.Line(ModelEmitter.GeneratedCode);
        using (code.Braces(ModelMembers.CopyFrom.Head(_types)))
        {
            code.Line("global::System.ArgumentNullException.ThrowIfNull(other);");
            code.Line("_parameters.CopyFrom(other._parameters);");
        }

        code.Line();
    }

    private Documentation Doc(string summary) => new Documentation(code).Summary(summary);
}
