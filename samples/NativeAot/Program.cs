// A classifier that learns and predicts in a program without a runtime beside it. Every number is printed with all of its digits,
// so that the output of the native program can be compared with that of the managed one: it is the same.
using System.Globalization;
using LossGen;
using NativeAot;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["--time"])
{
    Timing.Print();
    return;
}

Flower[] flowers = Flowers.Read();
var model = new IrisModel();

TrainingResult result = model.Fit(flowers, new() { Epochs = 200, BatchSize = 16, LearningRate = 0.1, Seed = 1, Standardize = true });
Console.WriteLine($"{result.StopReason} after {result.Epochs} epochs, loss {result.Loss:R}");

// A flower that comes in later is learnt on its own.
double before = model.Update(new Flower(5.9f, 3.0f, 5.1f, 1.8f, Species.Virginica), learningRate: 0.01f);
Console.WriteLine($"loss of one more virginica before its step: {before:R}");

// Through a file and back, as a model comes that was trained elsewhere.
using var file = new MemoryStream();
model.Save(file, result);
file.Position = 0;
IrisModel loaded = IrisModel.Load(file);

LabelEvaluation evaluation = loaded.Evaluate(flowers);
Console.WriteLine($"{evaluation.Accuracy:P1} of the flowers are named rightly, ROC AUC {evaluation.RocAuc:R}, calibration error {evaluation.ExpectedCalibrationError:R}");
Console.WriteLine($"temperature {loaded.FitTemperature(flowers).Temperature:R}");

var flower = new Flower(6.0f, 2.7f, 5.1f, 1.6f, default);
var best = new ClassProbability<Species>[IrisModel.ClassCount];
loaded.TopK(flower, best);
foreach ((Species species, float probability) in best) Console.WriteLine($"{species,-10} {probability:R}");

Console.WriteLine("parameters:");
foreach (float parameter in loaded.Parameters) Console.WriteLine($"{parameter:R}");
