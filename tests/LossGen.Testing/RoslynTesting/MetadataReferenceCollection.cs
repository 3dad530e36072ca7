using System.Reflection;
using LossGen.Testing;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Assemblies a test's code may use beside the framework.</summary>
public class MetadataReferenceCollection : List<MetadataReference>
{
    public void Add(Assembly assembly) => Add(assembly.Location);

    public void Add(string path) => Add(FrameworkReferences.To(path));
}
