// From a CSV file to a classifier that tells three species of iris apart.
// A flower and the model are declared in IrisModel.cs; what the generator writes for them can be read in Generated/Iris.IrisModel.g.cs.
using Iris;
using LossGen;

return Shell.Run(args, settings =>
{
    // Read the flowers, and set a fifth of each species aside. The model never trains on those, so they can test it.
    Flower[] flowers = Flowers.Read(settings.Data);
    (Flower[] training, Flower[] test) = Flowers.Split(flowers, testShare: 0.2, seed: 1);
    Report.Heading($"{flowers.Length} flowers: {training.Length} to train on, {test.Length} to test on");

    // Train. Every epoch is one pass over the training set; the loss is the mean cross-entropy of a flower.
    var model = new IrisModel();
    var options = new TrainingOptions { Epochs = settings.Epochs, BatchSize = 16, LearningRate = 0.1, Seed = 1 };
    TrainingResult result = Report.Training((progress, cancellation) => model.Fit(training, options, progress, cancellation));
    Report.Outcome(result);

    // Test: what the model makes of the flowers set aside.
    LabelEvaluation evaluation = model.Evaluate(test);
    Report.Confusion(evaluation);

    // A prediction is more than a name: probabilities say how sure the model is.
    Report.LeastSure(model, test, count: 5);

    // All of it, with curves, as a page for the browser.
    if (settings.Report is null) return;
    new TrainingReport(result) { Title = "Iris", Options = options }.Add(model).Add("Test set", evaluation).WriteHtml(settings.Report);
    Report.Written(settings.Report);
});
