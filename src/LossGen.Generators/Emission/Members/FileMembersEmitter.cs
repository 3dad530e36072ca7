using LossGen.Generators.Parsing;

namespace LossGen.Generators.Emission.Members;

/// <summary>Writes the members that save a model to a file and load it: one call into the library each.</summary>
internal sealed class FileMembersEmitter(CodeWriter code, ModelSpec spec)
{
    private const string File = "global::LossGen.ModelFile";
    private const string NotSaved = "A parameter is NaN or infinite, or a name of a feature or class is null or not Unicode.";

    private readonly MemberTypes _types = MemberTypes.Of(spec);

    public void Emit()
    {
        Doc("Writes the model to a safetensors file, which appears whole or not at all.")
            .Remarks("Tensors <c>weight</c> and <c>bias</c> of float32, and what <see cref=\"global::LossGen.ModelFile.Describe(string)\"/> tells. The same model gives the same bytes.")
            .Param("path", "The file, replaced if it exists.").Param("training", "Epochs, loss and stop reason to save along; null: none.")
            .Exception("InvalidOperationException", NotSaved)
            .Exception("IO.IOException", "The file cannot be written; an earlier one is as it was.")
            .Exception("UnauthorizedAccessException", "The file or its folder is read-only, or the file's owner and permissions cannot be kept.").End();
        Member(ModelMembers.SaveToPath, $"{File}.Save(this, path, training)");

        Doc("Writes the model to a stream at its position, as a safetensors file, and leaves the stream open.")
            .Param("stream", "A stream that can be written.").Param("training", "Epochs, loss and stop reason to save along; null: none.")
            .Exception("InvalidOperationException", NotSaved).End();
        Member(ModelMembers.SaveToStream, $"{File}.Save(this, stream, training)");
        if (!spec.CanBeCreated) return;

        Doc("A new model with the parameters of a safetensors file, of LossGen or of another program.")
            .Param("path", "The file.")
            .Exception("IO.InvalidDataException", "The file is damaged or of another model; the message says what was expected.")
            .Exception("IO.IOException", "The file is missing or cannot be read.")
            .Exception("UnauthorizedAccessException", "This user has no permission to read the file.").End();
        Load(ModelMembers.LoadFromPath);

        Doc("A new model with the parameters of a safetensors file that a stream brings; exactly the file's bytes are read.")
            .Param("stream", "The file from the stream's position on; the stream is left open.")
            .Exception("IO.InvalidDataException", "The file is damaged or of another model; the message says what was expected.").End();
        Load(ModelMembers.LoadFromStream);
    }

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

    private Documentation Doc(string summary) => new Documentation(code).Summary(summary);
}
