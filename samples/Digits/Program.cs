// Handwritten digits: a linear model and a network with one hidden layer, side by side.
using System.Globalization;
using System.Text;
using Digits;
using LossGen;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
if (args is not ([] or ["--report", _]))
{
    Console.Error.WriteLine("Usage: Digits [--report <file>]");
    return 2;
}

// A third of each digit is set aside. No model trains on those images, so they can test both.
Images all = Images.Read(Path.Combine(AppContext.BaseDirectory, "digits.csv"));
(Images training, Images test) = all.Split(testShare: 1 / 3.0, seed: 1);
Console.WriteLine($"{all.Count} images of 8 x 8 pixels: {training.Count} to train on, {test.Count} to test on");
Console.WriteLine();

// Each with options that suit it. L-BFGS finds the linear model's minimum, and L2 keeps that finite. The network has the defaults of networks;
// each step it does without 40 % of its hidden units, so that none of them can rely on the others.
var options = new TrainingOptions { Dropout = 0.4, Seed = 1 };
Console.WriteLine("                     parameters  training loss  test loss       test accuracy     time");
(_, LabelEvaluation linear) = Train("linear, 64-10", new LinearModel(), new() { Optimizer = Optimizer.Lbfgs(), L2 = 1e-4 });
var network = new NetworkModel(seed: 1);
(TrainingResult result, LabelEvaluation evaluation) = Train("network, 64-128-10", network, options);
Console.WriteLine($"The hidden layer removes {100 * (evaluation.Accuracy - linear.Accuracy) / (1 - linear.Accuracy):F0} % of the linear model's errors.");
Console.WriteLine();

Console.WriteLine("What the network takes the test images for:");
Console.WriteLine(evaluation.Confusion);
Console.WriteLine();
DrawMistakes(mostImages: 6);

if (args is ["--report", string page])
{
    new TrainingReport(result) { Title = "Digits", Options = options }
        .Add(network)
        .Add("Test images, network", evaluation)
        .Add("Test images, linear model", linear)
        .WriteHtml(page);
    Console.WriteLine($"The report is in {page}");
}

return 0;

(TrainingResult Result, LabelEvaluation Test) Train<TModel>(string name, TModel model, TrainingOptions options)
    where TModel : class, ILabelModel<TModel>
{
    TrainingResult result = model.Fit(training.Pixels, training.Labels, options);
    LabelEvaluation evaluation = Evaluation.Of(model, test.Pixels, test.Labels, [.. Enumerable.Range(0, Images.Digits).Select(digit => $"{digit}")]);
    int right = Enumerable.Range(0, Images.Digits).Sum(digit => evaluation.Confusion[digit, digit]);
    string accuracy = $"{right} of {test.Count} = {100 * evaluation.Accuracy:F1} %";
    string duration = $"{result.Duration.TotalMilliseconds:F0} ms";
    Console.WriteLine($"{name,-18} {TModel.ParameterCount,12} {result.Loss,14:F4} {evaluation.LogLoss,10:F4} {accuracy,19} {duration,8}");
    return (result, evaluation);
}

// The images that the network is wrong about, those first where it is surest of itself.
void DrawMistakes(int mostImages)
{
    var probabilities = new float[test.Count * NetworkModel.ClassCount];
    var predicted = new int[test.Count];
    network.Probabilities(test.Pixels, probabilities);
    network.Predict(test.Pixels, predicted);
    float SurenessOf(int image) => probabilities[(image * NetworkModel.ClassCount) + predicted[image]];

    int[] wrong = [.. Enumerable.Range(0, test.Count).Where(image => predicted[image] != test.Labels[image]).OrderByDescending(SurenessOf)];
    Console.WriteLine($"It is wrong about {wrong.Length} of them. Those it is surest of, with its probability:");
    foreach (int[] line in wrong.Take(mostImages).Chunk(3))
        Console.WriteLine(Drawing.Of([.. line.Select(image => ($"{test.Labels[image]} taken for {predicted[image]} ({SurenessOf(image):F2})", test[image].ToArray()))]));
}
