using LossGen.Generators.Parsing;

namespace LossGen.Generators.Emission.Members;

/// <summary>Writes the members that save a model to a file and load it: one call into the library each.</summary>
internal sealed class FileMembersEmitter(CodeWriter code, ModelSpec spec)
{
    private const string File = "global::LossGen.ModelFile";
    private const string Stream = "global::System.IO.Stream";
    private const string Training = "global::LossGen.TrainingResult";

    private readonly MemberTypes _types = MemberTypes.Of(spec);

    public void Emit()
    {
        Inherit($"Save{{TModel}}(TModel, string, {Training})");
        Member(ModelMembers.SaveToPath, $"{File}.Save(this, path, training)");
        Inherit($"Save{{TModel}}(TModel, {Stream}, {Training})");
        Member(ModelMembers.SaveToStream, $"{File}.Save(this, stream, training)");
        if (!spec.CanBeCreated) return;

        Inherit("Load{TModel}(string)");
        Load(ModelMembers.LoadFromPath);
        Inherit($"Load{{TModel}}({Stream})");
        Load(ModelMembers.LoadFromStream);
    }

    /// <summary>The documentation of the library's method that does the work.</summary>
    private void Inherit(string member) => code.Line($"/// <inheritdoc cref=\"{File}.{member}\"/>");

    private void Load(MemberSpec load)
    {
        code.Line(ModelEmitter.GeneratedCode);
        using (code.Braces(load.Head(_types)))
        {
            code.Line($"var model = new {spec.QualifiedName}();");
            code.Line($"{File}.LoadInto(model, {load.Parameters[0].Name});");
            code.Line("return model;");
        }

        code.Line();
    }

    private void Member(MemberSpec member, string call)
    {
        code.Line(ModelEmitter.GeneratedCode);
        code.Line($"{member.Head(_types)} =>");
        code.Line($"    {call};").Line();
    }
}
