namespace LossGen.Benchmarks.Peers;

/// <summary>Something that trains softmax regression by mini-batch gradient descent on one data set, on one thread but for <see cref="ManagedPeers.OnTwoThreads"/>.</summary>
internal interface IPeer : IDisposable
{
    string Name { get; }

    /// <summary>Trains from zero parameters for some epochs and gives the seconds of one.</summary>
    double SecondsPerEpoch(int epochs);

    /// <summary>Trains likewise and gives the mean loss over the set; null where the algorithm is another one and so the loss.</summary>
    double? LossAfter(int epochs);
}
