namespace LossGen.Benchmarks.Peers.Texts;

[CrossEntropyModel(features: TextRun.Features, classes: 2, Sparse = true)]
internal sealed partial class TwoTopics;

[CrossEntropyModel(features: TextRun.Features, classes: 4, Sparse = true)]
internal sealed partial class FourTopics;

[CrossEntropyModel(features: TextRun.Features, classes: 20, Sparse = true)]
internal sealed partial class TwentyTopics;
