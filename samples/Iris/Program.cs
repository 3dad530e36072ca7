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

    // Test: the most probable species of each flower set aside, against the true one.
    var predicted = new Species[test.Length];
    model.Predict(test, predicted);
    Report.Confusion(test, predicted);

    // A prediction is more than a name: probabilities say how sure the model is.
    Report.LeastSure(model, test, count: 5);
});
