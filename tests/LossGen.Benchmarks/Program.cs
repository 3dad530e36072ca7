using System.Globalization;
using System.Text;
using LossGen.Benchmarks;
using LossGen.Benchmarks.Generator;
using LossGen.Benchmarks.Micro;

// First of all, before anything else is compiled: this process may be here to time one prediction, or the first training, from its very start.
if (args is [FirstPrediction.Command, .. var request]) return FirstPrediction.Run(request);
if (args is [FirstFit.Command, .. var trained]) return FirstFit.Run(trained);

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

// BenchmarkDotNet has a command line of its own, which gets everything after the word.
return args is [] or ["micro", ..] ? MicroBenchmarks.Run(args.AsSpan(Math.Min(1, args.Length))) : Commands.Run(args);
