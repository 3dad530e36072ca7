using System.Threading;
using LossGen.Generators.Planning;
using LossGen.Generators.Specification;
using static LossGen.Generators.Emission.CodeWriter;
using static LossGen.Generators.Emission.KernelWriter;

namespace LossGen.Generators.Emission.Tokens;

/// <summary>Writes the file of a model of the next token: its head, the types around it, the public members and the kernels.</summary>
internal static class TokenModelEmitter
{
    /// <summary>The text of the generated file.</summary>
    public static string Emit(TokenModelSpec spec, CancellationToken cancellationToken)
    {
        var plan = TokenPlan.For(spec);
        var code = new CodeWriter();
        Head(code, spec);
        cancellationToken.ThrowIfCancellationRequested();

        FileFrame.Class(code, spec.Class, $"global::LossGen.INextTokenModel<{spec.Class.QualifiedName}>", () =>
        {
            new TokenMembersEmitter(code, spec, KernelsEmitter.Engine).Emit();
            cancellationToken.ThrowIfCancellationRequested();
            new TokenKernelsEmitter(code, plan).Emit(MemberTypes.Of(spec.Class));
        });
        return code.ToString();
    }

    private static void Head(CodeWriter code, TokenModelSpec spec)
    {
        string embedding = spec.HasTable ? "one-hot, " : $"embeddings of {Number(spec.Embedding)}, ";
        FileFrame.Head(
            code,
            spec.Class,
            "[NextTokenModel]",
            $"{spec.Class.Name}: the next of {Number(spec.Vocabulary)} tokens from {Plural(spec.Context, "token")} before it, {embedding}"
            + $"{new Formulas(spec.Class).HiddenLayers}softmax, {Number(spec.Layout.Count)} parameters.");
    }
}
