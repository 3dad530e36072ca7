namespace LossGen.Tests;

// One model for each shape of the grid that losses and gradients are checked over. The shapes reach every way in which kernels are
// written: unrolled, looped over classes, in tiles with and without remainders.

[CrossEntropyModel(1, 2)]
public sealed partial class Binary1;

[CrossEntropyModel(2, 2)]
public sealed partial class Binary2;

[CrossEntropyModel(30, 2)]
public sealed partial class Binary30;

[CrossEntropyModel(257, 2)]
public sealed partial class Binary257;

[CrossEntropyModel(784, 2)]
public sealed partial class Binary784;

[CrossEntropyModel(1, 2, Task = ClassificationTask.Multiclass)]
public sealed partial class Multiclass1x2;

[CrossEntropyModel(2, 2, Task = ClassificationTask.Multiclass)]
public sealed partial class Multiclass2x2;

[CrossEntropyModel(3, 5)]
public sealed partial class Multiclass3x5;

[CrossEntropyModel(4, 3)]
public sealed partial class Multiclass4x3;

[CrossEntropyModel(7, 5)]
public sealed partial class Multiclass7x5;

[CrossEntropyModel(13, 3)]
public sealed partial class Multiclass13x3;

[CrossEntropyModel(16, 16)]
public sealed partial class Multiclass16x16;

[CrossEntropyModel(30, 2, Task = ClassificationTask.Multiclass)]
public sealed partial class Multiclass30x2;

[CrossEntropyModel(33, 6)]
public sealed partial class Multiclass33x6;

[CrossEntropyModel(64, 10)]
public sealed partial class Multiclass64x10;

[CrossEntropyModel(100, 33)]
public sealed partial class Multiclass100x33;

[CrossEntropyModel(257, 11)]
public sealed partial class Multiclass257x11;

[CrossEntropyModel(784, 10)]
public sealed partial class Multiclass784x10;

[CrossEntropyModel(5, 300)]
public sealed partial class Multiclass5x300;

[CrossEntropyModel(12, 100)]
public sealed partial class Multiclass12x100;

[CrossEntropyModel(40, 7)]
public sealed partial class Multiclass40x7;

[CrossEntropyModel(8, 200)]
public sealed partial class Multiclass8x200;

[CrossEntropyModel(1, 2, Task = ClassificationTask.MultiLabel)]
public sealed partial class MultiLabel1x2;

[CrossEntropyModel(2, 2, Task = ClassificationTask.MultiLabel)]
public sealed partial class MultiLabel2x2;

[CrossEntropyModel(3, 5, Task = ClassificationTask.MultiLabel)]
public sealed partial class MultiLabel3x5;

[CrossEntropyModel(4, 3, Task = ClassificationTask.MultiLabel)]
public sealed partial class MultiLabel4x3;

[CrossEntropyModel(7, 5, Task = ClassificationTask.MultiLabel)]
public sealed partial class MultiLabel7x5;

[CrossEntropyModel(13, 3, Task = ClassificationTask.MultiLabel)]
public sealed partial class MultiLabel13x3;

[CrossEntropyModel(16, 16, Task = ClassificationTask.MultiLabel)]
public sealed partial class MultiLabel16x16;

[CrossEntropyModel(30, 2, Task = ClassificationTask.MultiLabel)]
public sealed partial class MultiLabel30x2;

[CrossEntropyModel(33, 6, Task = ClassificationTask.MultiLabel)]
public sealed partial class MultiLabel33x6;

[CrossEntropyModel(64, 10, Task = ClassificationTask.MultiLabel)]
public sealed partial class MultiLabel64x10;

[CrossEntropyModel(100, 33, Task = ClassificationTask.MultiLabel)]
public sealed partial class MultiLabel100x33;

[CrossEntropyModel(257, 11, Task = ClassificationTask.MultiLabel)]
public sealed partial class MultiLabel257x11;

[CrossEntropyModel(784, 10, Task = ClassificationTask.MultiLabel)]
public sealed partial class MultiLabel784x10;

[CrossEntropyModel(5, 300, Task = ClassificationTask.MultiLabel)]
public sealed partial class MultiLabel5x300;

[CrossEntropyModel(12, 100, Task = ClassificationTask.MultiLabel)]
public sealed partial class MultiLabel12x100;

[CrossEntropyModel(40, 7, Task = ClassificationTask.MultiLabel)]
public sealed partial class MultiLabel40x7;

[CrossEntropyModel(8, 200, Task = ClassificationTask.MultiLabel)]
public sealed partial class MultiLabel8x200;
