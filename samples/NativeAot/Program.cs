// A classifier that learns and predicts in a program without a runtime beside it. Every number is printed with all of its digits,
// so that the output of the native program can be compared with that of the managed one: it is the same.
using System.Globalization;
using LossGen;
using NativeAot;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Flowers flowers = Flowers.Read();
var model = new IrisModel();

TrainingResult result = model.Fit(flowers.Rows, flowers.Labels, new() { Epochs = 200, BatchSize = 16, LearningRate = 0.1, Seed = 1 });
Console.WriteLine($"{result.StopReason} after {result.Epochs} epochs, loss {result.Loss:R}");

// A row that comes in later is learnt on its own.
double before = model.Update([5.9f, 3.0f, 5.1f, 1.8f], [2], learningRate: 0.01f);
Console.WriteLine($"loss of one more virginica before its step: {before:R}");

var predicted = new int[flowers.Labels.Length];
model.Predict(flowers.Rows, predicted);
int right = predicted.Zip(flowers.Labels).Count(pair => pair.First == pair.Second);
Console.WriteLine($"{right} of {predicted.Length} flowers are named rightly");

float[] flower = [6.0f, 2.7f, 5.1f, 1.6f];
var probabilities = new float[IrisModel.ClassCount];
model.Probabilities(flower, probabilities);
for (int k = 0; k < IrisModel.ClassCount; k++) Console.WriteLine($"{Flowers.Species[k],-10} {probabilities[k]:R}");

Console.WriteLine("parameters:");
foreach (float parameter in model.Parameters) Console.WriteLine($"{parameter:R}");
