// Handwritten digits under attack: how much must pixels change before a model changes its mind, and can one promise that they must?
using System.Globalization;
using System.Text;
using Digits;
using LossGen;
using Robust;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
if (args is not ([] or ["--report", _]))
{
    Console.Error.WriteLine("Usage: Robust [--report <file>]");
    return 2;
}

const double epsilon = 0.1;
double[] sizes = [0, 0.025, 0.05, 0.075, epsilon, 0.15, 0.2];
(Images training, Images test) = Images.Read(Path.Combine(AppContext.BaseDirectory, "digits.csv")).Split(testShare: 1 / 3.0, seed: 1);
Console.WriteLine($"{training.Count} images of 8 x 8 pixels to train on, {test.Count} to test on. Pixels go from 0 to 1; a change of size ε moves each by up to ε.");
Console.WriteLine();

// Pixels stay within 0 and 1 whoever changes them. The test is a stronger attack than that of the training.
Adversary attack = Within(Adversary.Pgd(epsilon, steps: 40, stepSize: 0.01));
Adversary pgd = Within(Adversary.Pgd(epsilon, steps: 10, stepSize: 0.025));
Adversary certified = Within(Adversary.Certified(epsilon));

Console.WriteLine($"Of the test images, at ε = {epsilon}:              right   under attack  certified");
Train("linear", "plain", new LinearModel(), null);
Train("linear", "PGD", new LinearModel(), pgd);
Train("linear", "certified", new LinearModel(), certified);
var (plain, _, ofPlain) = Train("network", "plain", new NetworkModel(seed: 1), null);
var (_, _, ofPgd) = Train("network", "PGD", new NetworkModel(seed: 1), pgd);

// Networks learn from a half of each: the bound alone would cost them too much of their accuracy.
var (robust, robustResult, ofRobust) = Train("network", "certified", new NetworkModel(seed: 1), certified with { Mix = 0.5 });
Console.WriteLine();

DrawAttacks(count: 2);
Console.WriteLine("█ certified: no change of this size fools the network; ▒ the attack does not; ░ it does; nothing: wrong as it is");
foreach (var (name, evaluation) in new[] { ("plain", ofPlain), ("PGD", ofPgd), ("certified", ofRobust) })
{
    Console.WriteLine($"network, {name} training");
    Console.WriteLine(Drawing.Curve(evaluation));
}

if (args is ["--report", string page])
{
    new TrainingReport(robustResult) { Title = "Digits under attack" }
        .AddRobustness("Test images, certified training", ofRobust)
        .AddRobustness("Test images, plain training", ofPlain)
        .WriteHtml(page);
    Console.WriteLine($"The report is in {page}");
}

return 0;

static Adversary Within(Adversary adversary) => adversary with { Minimum = 0, Maximum = 1 };

(TModel Model, TrainingResult Result, RobustEvaluation Evaluation) Train<TModel>(string name, string way, TModel model, Adversary? adversary)
    where TModel : class, ILabelModel<TModel>
{
    TrainingResult result = model.Fit(training.Pixels, training.Labels, new() { Epochs = 60, L2 = 1e-4, Seed = 1, Adversary = adversary });
    RobustEvaluation evaluation = RobustEvaluation.Of(model, test.Pixels, test.Labels, sizes, attack, seed: 1);
    RobustPoint point = evaluation.Points[Array.IndexOf(sizes, epsilon)];
    Console.WriteLine($"{name,-10}{$"{way} training",-28} {100 * point.Accuracy,8:F1} % {100 * point.AttackedAccuracy,11:F1} % {100 * point.CertifiedAccuracy,8:F1} %");
    return (model, result, evaluation);
}

// Images that the attack turns for the plain network, and of which the other one is proved to keep the digit: those first whose wrong answer is surest.
void DrawAttacks(int count)
{
    var attacked = new float[test.Pixels.Length];
    plain.Attack(test.Pixels, test.Labels, attacked, attack, seed: 1);
    ReadOnlySpan<float> After(int image) => attacked.AsSpan(image * Images.PixelsOfImage, Images.PixelsOfImage);
    float SurenessOf(NetworkModel model, ReadOnlySpan<float> pixels, int digit)
    {
        var probabilities = new float[Images.Digits];
        model.Probabilities(pixels, probabilities);
        return probabilities[digit];
    }

    bool IsShown(int image) =>
        plain.Predict(test[image]) == test.Labels[image] && plain.Predict(After(image)) != test.Labels[image]
        && robust.CertifiedRadius(test[image], test.Labels[image], attack.Norm, attack.Minimum, attack.Maximum) > epsilon;

    IEnumerable<int> shown = Enumerable.Range(0, test.Count).Where(IsShown)
        .OrderByDescending(image => SurenessOf(plain, After(image), plain.Predict(After(image)))).DistinctBy(image => test.Labels[image]).Take(count);
    foreach (int image in shown)
    {
        int label = test.Labels[image], taken = plain.Predict(After(image));
        double radius = robust.CertifiedRadius(test[image], label, attack.Norm, attack.Minimum, attack.Maximum);
        Console.WriteLine(Drawing.Attack(
            test[image], After(image),
            $"{label} ({SurenessOf(plain, test[image], label):F2})", $"+ and -: {epsilon}", $"taken for {taken} ({SurenessOf(plain, After(image), taken):F2})"));
        Console.WriteLine($"With certified training: {label} ({SurenessOf(robust, After(image), label):F2}), and so it stays for every change below {radius:F3}.");
        Console.WriteLine();
    }
}
