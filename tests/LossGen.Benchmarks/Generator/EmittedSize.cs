using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using Microsoft.CodeAnalysis;

namespace LossGen.Benchmarks.Generator;

/// <summary>What is written for one model.</summary>
/// <param name="SourceBytes">The generated file in UTF-8.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="ILBytes">The bodies of the generated methods, compiled.</param>
/// <param name="LargestILBytes">The largest of them.</param>
internal sealed record EmittedSize(int SourceBytes, int Lines, int ILBytes, int LargestILBytes)
{
    public static EmittedSize Of(string arguments)
    {
        var project = new UserProject([arguments]);
        GeneratorDriver driver = UserProject.CreateDriver()
            .RunGeneratorsAndUpdateCompilation(project.Compilation, out Compilation output, out _);
        string text = driver.GetRunResult().GeneratedTrees.Single().ToString();

        using var image = new MemoryStream();
        var result = output.Emit(image);
        if (!result.Success)
        {
            throw new InvalidOperationException($"The code for a model of {arguments} does not compile: {string.Join(' ', result.Diagnostics)}");
        }

        image.Position = 0;
        int[] bodies = [.. ModelBodies(image)];
        return new EmittedSize(Encoding.UTF8.GetByteCount(text), text.AsSpan().Count('\n'), bodies.Sum(), bodies.Max());
    }

    // The class of the other file is no nested type and does not begin with the model's name.
    private static List<int> ModelBodies(Stream image)
    {
        using var file = new PEReader(image);
        MetadataReader reader = file.GetMetadataReader();
        List<int> sizes = [];
        foreach (MethodDefinitionHandle handle in reader.MethodDefinitions)
        {
            MethodDefinition method = reader.GetMethodDefinition(handle);
            TypeDefinition type = reader.GetTypeDefinition(method.GetDeclaringType());
            if (method.RelativeVirtualAddress == 0 || reader.GetString(type.Name) == "Other") continue;
            sizes.Add(file.GetMethodBody(method.RelativeVirtualAddress).GetILReader().Length);
        }

        return sizes;
    }
}
