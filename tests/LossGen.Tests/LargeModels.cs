namespace LossGen.Tests;

// Shapes whose scratch memory is too large for the stack.

[CrossEntropyModel(20, 3000)]
public sealed partial class Multiclass20x3000;

[CrossEntropyModel(2000, 50)]
public sealed partial class Multiclass2000x50;

[CrossEntropyModel(2, 20000)]
public sealed partial class Multiclass2x20000;

[CrossEntropyModel(20, 3000, Task = ClassificationTask.MultiLabel)]
public sealed partial class MultiLabel20x3000;

// Just so many classes that the head works in tiles.

[CrossEntropyModel(3, 1100)]
public sealed partial class Multiclass3x1100;

[CrossEntropyModel(3, 1100, Task = ClassificationTask.MultiLabel)]
public sealed partial class MultiLabel3x1100;

// Many classes, in batches that several threads share.

[CrossEntropyModel(128, 100)]
public sealed partial class Multiclass128x100;

[CrossEntropyModel(3, 40)]
public sealed partial class Multiclass3x40;

// Few features, and more classes than that.

[CrossEntropyModel(4, 6)]
public sealed partial class Multiclass4x6;

[CrossEntropyModel(4, 7)]
public sealed partial class Multiclass4x7;

[CrossEntropyModel(1, 8)]
public sealed partial class Multiclass1x8;
