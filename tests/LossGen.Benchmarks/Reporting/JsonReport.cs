using System.Text.Json;
using LossGen.Benchmarks.Peers;

namespace LossGen.Benchmarks.Reporting;

/// <summary>Every figure, for programs. Times are in seconds.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Write(RunFigures figures, FileInfo file) =>
        File.WriteAllText(file.FullName, JsonSerializer.Serialize(Content(figures), Options));

    private static object Content(RunFigures figures) => new
    {
        figures.Machine,
        figures.Versions,
        Roofline = new { figures.Roofline.Flops256, figures.Roofline.Flops512, figures.Roofline.Bandwidth },
        Shapes = figures.Shapes.Select(shape => new
        {
            shape.Shape.Name,
            shape.Shape.Rows,
            shape.Shape.Features,
            shape.Shape.Classes,
            shape.Shape.BatchSize,
            RooflineSeconds = figures.Roofline.SecondsPerEpoch(shape.Shape),
            RooflineFraction = figures.RooflineFraction(shape),
            Peers = shape.Peers.Select(peer => new
            {
                Name = peer.Peer,
                peer.Median,
                Ratio = shape.Ratio(peer),
                peer.Loss,
                Samples = peer.Seconds,
            }),
        }),
        SingleRows = figures.SingleRows.Select(static model => new
        {
            model.Model,
            model.PredictMedian,
            model.ProbabilitiesMedian,
            model.UpdateMedian,
            PredictSamples = model.Predict,
            ProbabilitiesSamples = model.Probabilities,
            UpdateSamples = model.Update,
        }),
    };
}
