using System.ComponentModel;

namespace LossGen.Kernels;

/// <summary>The shape of a last layer whose logits are made and used up tile by tile, as the generator's plan has decided it: constants.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ITiledHead : IUnits
{
    /// <summary>Numbers that go in.</summary>
    static abstract int Inputs { get; }

    /// <summary>Among the model's parameters, where the weights [unit][input] begin; the biases are behind them.</summary>
    static abstract int Weights { get; }

    /// <summary>Units of a tile, all of them if they are few.</summary>
    static abstract int Tile { get; }

    /// <summary>In the scratch memory: the inputs of the rows, transposed block by block.</summary>
    static abstract int Columns { get; }

    /// <summary>In the scratch memory: the logits of a tile, of each block if there is one tile.</summary>
    static abstract int Logits { get; }

    /// <summary>In the scratch memory: the targets of a tile, where a row may have one for each class.</summary>
    static abstract int Targets { get; }
}
