using LossGen;

namespace Streaming;

/// <summary>Tells from six readings how a machine is: temperature, air pressure, vibration, load, speed and hours since its last service.</summary>
[CrossEntropyModel(features: 6, classes: 3)]
public sealed partial class MachineModel;
