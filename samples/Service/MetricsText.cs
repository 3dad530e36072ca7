using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Service;

/// <summary>Listens to the numbers of the service and writes them in the text format of Prometheus.</summary>
internal sealed class MetricsText : IDisposable
{
    /// <summary>Bytes that the process has allocated, which the runtime's own meter counts.</summary>
    private const string Allocated = "dotnet.gc.heap.total_allocated";

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, Total> _totals = new();

    public MetricsText()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != ServiceMetrics.MeterName && instrument.Name != Allocated) return;
            listener.EnableMeasurementEvents(instrument, _totals.GetOrAdd(instrument, static _ => new Total()));
        };
        _listener.SetMeasurementEventCallback<long>(static (instrument, value, _, total) => ((Total)total!).Add(value, instrument.IsObservable));
        _listener.SetMeasurementEventCallback<double>(static (instrument, value, _, total) => ((Total)total!).Add(value, instrument.IsObservable));
        _listener.Start();
    }

    public override string ToString()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach ((Instrument instrument, Total total) in _totals.OrderBy(static pair => pair.Key.Name, StringComparer.Ordinal))
        {
            string name = instrument.Name.Replace('.', '_');
            (double sum, long count) = total.Read();
            text.Append("# HELP ").Append(name).Append(' ').Append(instrument.Description).Append('\n');
            if (instrument is Histogram<double>)
            {
                text.Append("# TYPE ").Append(name).Append(" summary\n");
                text.Append(name).Append("_sum ").Append(sum.ToString(CultureInfo.InvariantCulture)).Append('\n');
                text.Append(name).Append("_count ").Append(count).Append('\n');
                continue;
            }

            text.Append("# TYPE ").Append(name).Append(instrument is ObservableGauge<long> ? " gauge\n" : " counter\n");
            text.Append(name).Append(' ').Append(sum.ToString(CultureInfo.InvariantCulture)).Append('\n');
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>What an instrument has come to.</summary>
    private sealed class Total
    {
        private readonly Lock _lock = new();
        private double _sum;
        private long _count;

        public void Add(double value, bool isTotal)
        {
            lock (_lock)
            {
                _sum = isTotal ? value : _sum + value;
                _count++;
            }
        }

        public (double Sum, long Count) Read()
        {
            lock (_lock) return (_sum, _count);
        }
    }
}
