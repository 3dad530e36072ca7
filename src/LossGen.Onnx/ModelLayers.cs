using System.Buffers.Binary;
using System.Globalization;
using Google.Protobuf;
using LossGen.Onnx.Format;
using LossGen.Storage;

namespace LossGen.Onnx;

/// <summary>z = W x + b of each layer: the parameters of a model, as its declaration lays them out.</summary>
internal readonly ref struct ModelLayers(ReadOnlySpan<float> parameters, ParameterLayout layout)
{
    // A message of protocol buffers, and so an ONNX file, ends at 2 GiB; some of them are reserved for what surrounds the numbers.
    private const long MostBytes = int.MaxValue - (1L << 20);

    private readonly ReadOnlySpan<float> _parameters = parameters;

    public int Features { get; } = layout.First.Inputs;

    public int Logits { get; } = layout.Last.Units;

    /// <summary>Layers, that of the logits included.</summary>
    public int Count => layout.Layers.Count;

    /// <summary>Whether the W of a layer lies [input][unit]: the first one's, in a model with sparse rows.</summary>
    public bool IsTable(int layer) => layer == 0 && layout.HasTable;

    /// <summary>W of a layer, [unit][input], or [input][unit] where it is a table.</summary>
    public TensorProto Weight(int layer)
    {
        ParameterBlock block = layout.Blocks[2 * layer];
        return Tensor(WeightName(layer), _parameters.Slice(block.Offset, block.Count), block.Rows, block.Columns);
    }

    /// <summary>b of a layer.</summary>
    public TensorProto Bias(int layer)
    {
        LayerShape shape = layout.Layers[layer];
        return Tensor(BiasName(layer), _parameters.Slice(shape.Biases, shape.Units), shape.Units);
    }

    /// <summary>The name of a layer's W, as the model's own files have it.</summary>
    public string WeightName(int layer) => layout.Blocks[2 * layer].Name;

    /// <summary>The name of its b.</summary>
    public string BiasName(int layer) => layout.Blocks[(2 * layer) + 1].Name;

    /// <summary>A parameter that is NaN or infinite would make every row's probabilities NaN, in a program that is far from here.</summary>
    public void RequireFinite(string[] featureNames, string[] classNames)
    {
        if (_parameters.Length * (long)sizeof(float) > MostBytes)
        {
            throw new NotSupportedException(string.Create(CultureInfo.InvariantCulture,
                $"The model has {_parameters.Length} parameters; an ONNX file holds at most {MostBytes / sizeof(float)}, 2 GiB."));
        }

        for (int i = 0; i < _parameters.Length; i++)
        {
            if (!float.IsFinite(_parameters[i]))
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                    $"{Describe(i, featureNames, classNames)} (parameter {i}) is {_parameters[i]}; only a model whose parameters are finite is exported."));
        }
    }

    private string Describe(int parameter, string[] featureNames, string[] classNames)
    {
        ParameterBlock block = layout.BlockOf(parameter);
        bool isBias = block.IsVector;
        (int logit, int input) = Math.DivRem(parameter - block.Offset, block.Columns);
        if (IsTable(block.Layer) && !isBias) (logit, input) = (input, logit);
        bool isFirst = block.Layer == 0, isLast = block.Layer == layout.Layers.Count - 1;
        if (!isLast || !isFirst)
        {
            string unit = isLast ? "logit" : "unit";
            string from = isFirst ? $"feature {input}{Names.Quoted(featureNames, input)}" : $"input {input}";
            string weight = isBias ? "The bias" : "The weight";
            return string.Create(CultureInfo.InvariantCulture, $"{weight} of {unit} {logit} of layer {block.Layer + 1}{(isBias ? "" : $" for {from}")}");
        }

        // The one logit of a binary model is that of class 1.
        int of = Logits == 1 ? 1 : logit;
        string ofClass = string.Create(CultureInfo.InvariantCulture, $"class {of}{Names.Quoted(classNames, of)}");
        return isBias
            ? $"The bias of {ofClass}"
            : string.Create(CultureInfo.InvariantCulture, $"The weight of {ofClass} for feature {input}{Names.Quoted(featureNames, input)}");
    }

    /// <summary>Numbers under a name; without dimensions, one number.</summary>
    internal static TensorProto Tensor(string name, ReadOnlySpan<float> values, params ReadOnlySpan<int> dimensions)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);

        // Nobody else has the array, so it need not be copied.
        var tensor = new TensorProto { Name = name, DataType = (int)TensorProto.Types.DataType.Float, RawData = UnsafeByteOperations.UnsafeWrap(bytes) };
        foreach (int dimension in dimensions) tensor.Dims.Add(dimension);
        return tensor;
    }
}
