using LossGen;

namespace Cluster;

/// <summary>Which of ten senders a signal of 64 samples is from.</summary>
[CrossEntropyModel(features: 64, classes: 10, HiddenLayers = [32])]
internal sealed partial class SignalModel;
