using LossGen.Onnx.Format;

namespace LossGen.Onnx;

/// <summary>The computation of a classifier in operators of ONNX.</summary>
internal static class ClassifierGraph
{
    private const string Features = "features", Logits = "logits", Probabilities = "probabilities", Label = "label", Mean = "mean";

    /// <summary>The number of rows, which the file leaves open.</summary>
    private const string Rows = "n";

    public static GraphProto Of(string name, ClassificationTask task, int classes, ModelLayers layers, Activation? activation, Bins? bins)
    {
        var graph = new GraphProto { Name = name };
        graph.Input.Add(Value(Features, TensorProto.Types.DataType.Float, layers.Features));
        graph.Output.Add(Value(Probabilities, TensorProto.Types.DataType.Float, classes));

        string inputs = Features;
        for (int layer = 0; layer < layers.Count; layer++)
        {
            graph.Initializer.Add(layers.Weight(layer));
            graph.Initializer.Add(layers.Bias(layer));

            // z = x Wᵀ + b for all rows at once; a table is Wᵀ.
            bool isLast = layer == layers.Count - 1;
            string sums = isLast ? Logits : $"sums{layer + 1}";
            graph.Node.Add(Node("Gemm", [inputs, layers.WeightName(layer), layers.BiasName(layer)], sums, ("transB", layers.IsTable(layer) ? 0 : 1)));
            if (!isLast) inputs = ActivationGraph.Add(graph, activation ?? default, sums, $"hidden{layer + 1}");
        }

        switch (task)
        {
            case ClassificationTask.Binary:
                // σ(−z) is the probability of class 0; 1 − σ(z) would cancel where σ(z) is near 1.
                graph.Node.Add(Node("Neg", [Logits], "negated"));
                graph.Node.Add(Node("Concat", ["negated", Logits], "both", ("axis", 1)));
                graph.Node.Add(Node("Sigmoid", ["both"], Probabilities));
                AddLabel(graph, "both");
                break;
            case ClassificationTask.Multiclass:
                graph.Node.Add(Node("Softmax", [Logits], Probabilities, ("axis", 1)));
                AddLabel(graph, Logits);
                break;
            case ClassificationTask.MultiLabel:
                graph.Node.Add(Node("Sigmoid", [Logits], Probabilities));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(task), task, "A model is Binary, Multiclass or MultiLabel.");
        }

        if (bins is not null) AddMean(graph, bins);
        return graph;
    }

    /// <summary>
    /// Σ p_k c_k with the centres of the bins, as c + Σ p_k (c_k − c) with c in the middle of them: numbers far from 0 that differ by little keep their digits.
    /// </summary>
    private static void AddMean(GraphProto graph, Bins bins)
    {
        const string differences = "bin_centres", middle = "bin_middle";
        double centre = (bins.Centres[0] / 2) + (bins.Centres[^1] / 2);
        float[] weights = [.. bins.Centres.ToArray().Select(value => (float)(value - (float)centre))];
        graph.Initializer.Add(ModelLayers.Tensor(differences, weights, bins.Count));
        graph.Initializer.Add(ModelLayers.Tensor(middle, [(float)centre]));

        // A matrix times a vector: one number for each row.
        graph.Node.Add(Node("MatMul", [Probabilities, differences], "mean_difference"));
        graph.Node.Add(Node("Add", ["mean_difference", middle], Mean));
        graph.Output.Add(Value(Mean, TensorProto.Types.DataType.Float));
    }

    /// <summary>The largest logit, the lowest of equals. Logits distinguish classes whose probabilities round to the same number.</summary>
    private static void AddLabel(GraphProto graph, string logits)
    {
        graph.Node.Add(Node("ArgMax", [logits], Label, ("axis", 1), ("keepdims", 0), ("select_last_index", 0)));
        graph.Output.Add(Value(Label, TensorProto.Types.DataType.Int64));
    }

    internal static NodeProto Node(string operation, string[] inputs, string output, params (string Name, long Value)[] attributes)
    {
        var node = new NodeProto { OpType = operation, Name = output };
        node.Input.Add(inputs);
        node.Output.Add(output);
        foreach ((string name, long value) in attributes)
            node.Attribute.Add(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value });
        return node;
    }

    /// <summary>An input or output that has one entry, or one row of <paramref name="width"/> entries, for each row.</summary>
    private static ValueInfoProto Value(string name, TensorProto.Types.DataType type, int? width = null)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = Rows });
        if (width is int w) shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = w });
        return new() { Name = name, Type = new() { TensorType = new() { ElemType = (int)type, Shape = shape } } };
    }
}
