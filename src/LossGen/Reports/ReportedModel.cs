namespace LossGen.Reports;

/// <summary>What a page says about a model: its layers, and what its outputs mean.</summary>
internal sealed record ReportedModel(ClassificationTask Task, ParameterLayout Layout, Activation? Activation)
{
    public static ReportedModel Of<TModel>()
        where TModel : class, IClassifier<TModel> => new(TModel.Task, TModel.Layout, TModel.Activation);

    public bool IsNetwork => Layout.Layers.Count > 1;

    /// <summary>What follows the last layer.</summary>
    public string Head => Task == ClassificationTask.Multiclass ? "softmax" : "sigmoid";

    /// <summary>What follows a layer, counted from 0.</summary>
    public string FunctionOf(int layer) => layer == Layout.Layers.Count - 1 ? Head : NameOf(Activation ?? default);

    private static string NameOf(Activation activation) => activation switch
    {
        LossGen.Activation.Relu => "ReLU",
        LossGen.Activation.LeakyRelu => "leaky ReLU",
        LossGen.Activation.Tanh => "tanh",
        LossGen.Activation.Sigmoid => "sigmoid",
        LossGen.Activation.Gelu => "GELU",
        LossGen.Activation.Silu => "SiLU",
        _ => activation.ToString(),
    };
}
