// From a CSV file to a classifier that tells three species of iris apart.
// The model is declared in IrisModel.cs; what the generator writes for it can be read in Generated/IrisModel.g.cs.
using Iris;
using LossGen;

return Shell.Run(args, settings =>
{
    // Read the flowers, and set a fifth of each species aside. The model never trains on those, so they can test it.
    Flowers flowers = Flowers.Read(settings.Data);
    (Flowers training, Flowers test) = flowers.Split(testShare: 0.2, seed: 1);
    Report.Heading($"{flowers.Count} flowers: {training.Count} to train on, {test.Count} to test on");

    // Train. Every epoch is one pass over the training set; the loss is the mean cross-entropy of a flower.
    var model = new IrisModel();
    var options = new TrainingOptions { Epochs = settings.Epochs, BatchSize = 16, LearningRate = 0.1, Seed = 1 };
    TrainingResult result = Report.Training(progress => model.Fit(training.Rows, training.Labels, options, progress));
    Report.Outcome(result);

    // Test: the most probable species of each flower set aside, against the true one.
    var predicted = new int[test.Count];
    model.Predict(test.Rows, predicted);
    Report.Confusion(test.Labels, predicted);

    // A prediction is more than a name: probabilities say how sure the model is.
    var probabilities = new float[test.Count * IrisModel.ClassCount];
    model.Probabilities(test.Rows, probabilities);
    Report.LeastSure(test, predicted, probabilities, count: 5);
});
