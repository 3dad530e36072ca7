namespace LossGen.Tests;

// Shapes for losses at given logits: a row that picks feature f has the weights of f as its logits, exactly. Each way in which a loss is
// written occurs: in one pass with the gradient, class by class, and as a loop over the classes.

[CrossEntropyModel(15, 2)]
public sealed partial class Binary15;

[CrossEntropyModel(40, 2)]
public sealed partial class Binary40;

[CrossEntropyModel(15, 2, Task = ClassificationTask.Multiclass)]
public sealed partial class Multiclass15x2;

[CrossEntropyModel(15, 3)]
public sealed partial class Multiclass15x3;

[CrossEntropyModel(15, 5)]
public sealed partial class Multiclass15x5;

[CrossEntropyModel(12, 8)]
public sealed partial class Multiclass12x8;

[CrossEntropyModel(40, 2, Task = ClassificationTask.Multiclass)]
public sealed partial class Multiclass40x2;

[CrossEntropyModel(40, 3)]
public sealed partial class Multiclass40x3;

[CrossEntropyModel(40, 5)]
public sealed partial class Multiclass40x5;

[CrossEntropyModel(40, 8)]
public sealed partial class Multiclass40x8;

[CrossEntropyModel(40, 9)]
public sealed partial class Multiclass40x9;

[CrossEntropyModel(40, 10)]
public sealed partial class Multiclass40x10;

[CrossEntropyModel(40, 33)]
public sealed partial class Multiclass40x33;

[CrossEntropyModel(40, 100)]
public sealed partial class Multiclass40x100;

[CrossEntropyModel(40, 257)]
public sealed partial class Multiclass40x257;

[CrossEntropyModel(40, 1000)]
public sealed partial class Multiclass40x1000;

[CrossEntropyModel(15, 5, Task = ClassificationTask.MultiLabel)]
public sealed partial class MultiLabel15x5;

[CrossEntropyModel(40, 2, Task = ClassificationTask.MultiLabel)]
public sealed partial class MultiLabel40x2;

[CrossEntropyModel(40, 9, Task = ClassificationTask.MultiLabel)]
public sealed partial class MultiLabel40x9;

[CrossEntropyModel(40, 100, Task = ClassificationTask.MultiLabel)]
public sealed partial class MultiLabel40x100;

[CrossEntropyModel(40, 1000, Task = ClassificationTask.MultiLabel)]
public sealed partial class MultiLabel40x1000;
