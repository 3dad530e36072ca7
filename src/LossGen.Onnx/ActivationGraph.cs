using LossGen.Onnx.Format;

namespace LossGen.Onnx;

/// <summary>The activations of hidden layers in operators of ONNX's set 13, which has no GELU of its own.</summary>
internal static class ActivationGraph
{
    /// <summary>Adds f(z) to a graph and returns its name.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="activation">f.</param>
    /// <param name="sums">The name of z.</param>
    /// <param name="name">The name of the result; what leads to it has names that begin alike.</param>
    public static string Add(GraphProto graph, Activation activation, string sums, string name)
    {
        switch (activation)
        {
            case Activation.Relu:
                graph.Node.Add(ClassifierGraph.Node("Relu", [sums], name));
                break;
            case Activation.LeakyRelu:
                NodeProto leaky = ClassifierGraph.Node("LeakyRelu", [sums], name);
                leaky.Attribute.Add(new AttributeProto { Name = "alpha", Type = AttributeProto.Types.AttributeType.Float, F = 0.01f });
                graph.Node.Add(leaky);
                break;
            case Activation.Tanh:
                graph.Node.Add(ClassifierGraph.Node("Tanh", [sums], name));
                break;
            case Activation.Sigmoid:
                graph.Node.Add(ClassifierGraph.Node("Sigmoid", [sums], name));
                break;
            case Activation.Silu:
                graph.Node.Add(ClassifierGraph.Node("Sigmoid", [sums], name + "_sigmoid"));
                graph.Node.Add(ClassifierGraph.Node("Mul", [sums, name + "_sigmoid"], name));
                break;
            default:
                Gelu(graph, sums, name);
                break;
        }

        return name;
    }

    /// <summary>z Φ(z) = z / 2 · (1 + erf(z / √2)).</summary>
    private static void Gelu(GraphProto graph, string sums, string name)
    {
        string rootHalf = Constant(graph, name + "_root_half", 0.70710678f), half = Constant(graph, name + "_half", 0.5f), one = Constant(graph, name + "_one", 1);
        graph.Node.Add(ClassifierGraph.Node("Mul", [sums, rootHalf], name + "_scaled"));
        graph.Node.Add(ClassifierGraph.Node("Erf", [name + "_scaled"], name + "_erf"));
        graph.Node.Add(ClassifierGraph.Node("Add", [name + "_erf", one], name + "_twice"));
        graph.Node.Add(ClassifierGraph.Node("Mul", [name + "_twice", half], name + "_phi"));
        graph.Node.Add(ClassifierGraph.Node("Mul", [sums, name + "_phi"], name));
    }

    private static string Constant(GraphProto graph, string name, float value)
    {
        graph.Initializer.Add(ModelLayers.Tensor(name, [value]));
        return name;
    }
}
