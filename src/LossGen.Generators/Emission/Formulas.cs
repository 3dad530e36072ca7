using static LossGen.Generators.Emission.CodeWriter;

namespace LossGen.Generators.Emission;

/// <summary>What a model computes, and where its parameters lie, in the words of the documentation comments.</summary>
internal sealed class Formulas(ModelSpec spec)
{
    private const string He = " (He et al. 2015, \"Delving deep into rectifiers\", ICCV)";

    private string Classes => Number(spec.Head.Classes);

    private string Probabilities => spec.Head.Task == ModelTask.Multiclass ? "softmax(z)" : "σ(z)";

    /// <summary>The layers for the head of the file: empty for a linear model, else what comes between features and classes.</summary>
    public string HiddenLayers
    {
        get
        {
            if (!spec.IsNetwork) return "";
            string[] units = [.. spec.HiddenLayers.Select(static layer => Number(layer.Units))];
            string activation = spec.Activation == ActivationKind.LeakyRelu ? "leaky relu" : spec.Activation.ToString().ToLowerInvariant();
            string last = units[units.Length - 1];
            if (units.Length == 1) return $"a hidden layer of {last} {(last == "1" ? "unit" : "units")}, {activation}, ";
            return $"hidden layers of {string.Join(", ", units.Take(units.Length - 1))} and {last} units, {activation}, ";
        }
    }

    /// <summary>Where the parameters lie.</summary>
    public string ParameterLayout
    {
        get
        {
            if (spec.IsNetwork)
            {
                IEnumerable<string> layers = spec.Layout.Blocks.Where(static block => !block.IsVector)
                    .Select(block => $"{Number(block.Rows)} x {Number(block.Columns)} and {Number(spec.Layers[block.Layer].Units)}");
                string first = spec.Input.IsSparse ? ", those of the first layer [feature][unit]" : "";
                return $"Layer after layer, each weights [unit][input]{first}, then biases [unit]: {string.Join(", ", layers)}";
            }

            if (spec.Input.IsSparse && spec.Head.Task != ModelTask.Binary)
                return $"{Number(spec.Layout.Last.Biases)} weights [feature][{(spec.Head.HasLabels ? "class" : "label")}], then {Classes} biases";
            return spec.Head.Task == ModelTask.Binary
                ? $"{Number(spec.Input.Features)} weights of class 1's logit, then its bias"
                : $"{Number(spec.Layout.Last.Biases)} weights [{(spec.Head.HasLabels ? "class" : "label")}][feature], then {Classes} biases";
        }
    }

    /// <summary>The logits of a row x.</summary>
    public string Logits => spec.IsNetwork
        ? $"z = W h + b of the last layer, where h is what the hidden layers make of a row x, one after another: f(W x + b), then f(W h + b), with {Activation}"
        : "z = W x + b";

    /// <summary>The activation and its definition.</summary>
    private string Activation => spec.Activation switch
    {
        ActivationKind.Relu => "f(z) = max(z, 0) (relu)",
        ActivationKind.LeakyRelu => "f(z) = z where z is positive, else 0.01 z (leaky relu)",
        ActivationKind.Tanh => "f(z) = tanh(z)",
        ActivationKind.Sigmoid => "f(z) = σ(z) = 1 / (1 + exp(−z))",
        ActivationKind.Gelu => "f(z) = z Φ(z), Φ being the distribution function of the normal distribution (gelu)",
        _ => "f(z) = z σ(z) with σ(z) = 1 / (1 + exp(−z)) (silu)",
    };

    /// <summary>The derivatives with respect to the parameters.</summary>
    public string Gradient => spec.IsNetwork
        ? $"With p = {Probabilities} and the target t, δ = dL/dz is p − t in the last layer and, in each one before, (Wᵀ δ) ⊙ f′(z) with W and δ of the layer "
            + "behind it. In every layer dL/dW = δ hᵀ and dL/db = δ, where h is what goes into it."
        : $"With p = {Probabilities} and the target t: dL/dz = p − t, so dL/dW = (p − t) xᵀ and dL/db = p − t.";

    /// <summary>The derivative with respect to a row.</summary>
    public string InputGradient => spec.IsNetwork
        ? "dL/dx = Wᵀ δ with W and δ = dL/dz of the first layer, as for the parameters."
        : "dL/dx = Wᵀ r with r = dL/dz.";

    /// <summary>A step of gradient descent.</summary>
    public string Step => "W ← W − rate dL/dW, b ← b − rate dL/db" + (spec.IsNetwork ? ", in every layer" : "")
        + (spec.Input.IsSparse ? "; of the first layer's weights only those of features that the rows hold." : "; with a <see cref=\"Scaling\"/> those for the standardised features.");

    /// <summary>Where the initial values of a network come from; LossGen.InitialValues computes them.</summary>
    public string InitialValues => "Weights of hidden layers lie uniformly between " + spec.Activation switch
    {
        ActivationKind.Tanh or ActivationKind.Sigmoid =>
            "±√(6 / (inputs + units)) (Glorot and Bengio 2010, \"Understanding the difficulty of training deep feedforward neural networks\", AISTATS)",
        ActivationKind.LeakyRelu => "±√(6 / (1.0001 inputs))" + He,
        _ => "±√(6 / inputs)" + He,
    } + ", their biases between ±1 / √inputs; the last layer is 0, so that every class is equally probable at first. The same seed gives the same bits everywhere.";
}
