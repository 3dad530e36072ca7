using System.ComponentModel;

namespace LossGen.Kernels;

/// <summary>The shape of a layer of a network and the places of its numbers, as the generator's plan has decided them: constants.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IDenseLayer : IUnits
{
    /// <summary>Numbers that go in.</summary>
    static abstract int Inputs { get; }

    /// <summary>Among the model's parameters, where the layer's weights [unit][input] begin; the biases are behind them.</summary>
    static abstract int Weights { get; }

    /// <summary>In the scratch memory: the weights packed for the forward pass, then the biases filled up to whole vectors.</summary>
    static abstract int Packed { get; }

    /// <summary>In the scratch memory: of a layer with fewer than eight inputs, the weights [unit][8], filled up with zeros.</summary>
    static abstract int Padded { get; }

    /// <summary>In the scratch memory: the layer's outputs for a block's rows.</summary>
    static abstract int Outputs { get; }

    /// <summary>In the scratch memory: δ = dL/dz for a block's rows.</summary>
    static abstract int Residuals { get; }

    /// <summary>In the scratch memory: eight numbers for each unit, shared by all layers.</summary>
    static abstract int Rest { get; }
}
