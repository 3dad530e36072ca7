using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Messaging;
using Orleans.Runtime;

namespace LossGen.Orleans.Tests.Processes;

/// <summary>The members of a cluster in a file of this machine: a cluster of processes that needs no server, and of which every one may be killed.</summary>
internal sealed class FileMembership(string folder) : IMembershipTable, IGatewayListProvider
{
    private readonly string _file = Path.Combine(folder, "members.json");
    private readonly string _lock = Path.Combine(folder, "members.lock");

    public TimeSpan MaxStaleness => TimeSpan.FromSeconds(1);

    public bool IsUpdatable => true;

    /// <summary>Makes a silo a member.</summary>
    public static void Use(ISiloBuilder silo, string folder) => silo.Services.AddSingleton<IMembershipTable>(new FileMembership(folder));

    /// <summary>Makes a client find the silos.</summary>
    public static void Use(IClientBuilder client, string folder) => client.Services.AddSingleton<IGatewayListProvider>(new FileMembership(folder));

    public Task InitializeMembershipTable(bool tryInitTableVersion)
    {
        Change(static _ => true);
        return Task.CompletedTask;
    }

    public Task DeleteMembershipTableEntries(string clusterId)
    {
        Change(static table => table.Rows.RemoveAll(static _ => true) >= 0);
        return Task.CompletedTask;
    }

    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => Task.CompletedTask;

    public Task<MembershipTableData> ReadRow(SiloAddress key) => Task.FromResult(Data(Read(), row => row.Silo == key.ToParsableString()));

    public Task<MembershipTableData> ReadAll() => Task.FromResult(Data(Read(), static _ => true));

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => Task.FromResult(Change(table =>
    {
        if (table.Version != tableVersion.Version - 1 || table.Rows.Any(row => row.Silo == entry.SiloAddress.ToParsableString())) return false;
        table.Version = tableVersion.Version;
        table.Rows.Add(Row.Of(entry, 0));
        return true;
    }));

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => Task.FromResult(Change(table =>
    {
        int index = table.Rows.FindIndex(row => row.Silo == entry.SiloAddress.ToParsableString());
        if (index < 0 || table.Version != tableVersion.Version - 1 || table.Rows[index].Etag.ToString() != etag) return false;
        table.Version = tableVersion.Version;
        table.Rows[index] = Row.Of(entry, table.Rows[index].Etag + 1);
        return true;
    }));

    public Task UpdateIAmAlive(MembershipEntry entry)
    {
        Change(table =>
        {
            int index = table.Rows.FindIndex(row => row.Silo == entry.SiloAddress.ToParsableString());
            if (index >= 0) table.Rows[index] = table.Rows[index] with { Alive = entry.IAmAliveTime };
            return true;
        });
        return Task.CompletedTask;
    }

    /// <summary>Where silos reach the members that have joined and are not known to be gone.</summary>
    public HashSet<int> Ports() =>
    [
        .. Read().Rows.Select(static row => row.ToEntry()).Where(static entry => entry.Status == SiloStatus.Active)
            .Select(static entry => entry.SiloAddress.Endpoint.Port),
    ];

    public Task InitializeGatewayListProvider() => Task.CompletedTask;

    public Task<IList<Uri>> GetGateways() => Task.FromResult<IList<Uri>>(
    [
        .. Read().Rows.Select(static row => row.ToEntry()).Where(static entry => entry.Status == SiloStatus.Active && entry.ProxyPort > 0)
            .Select(static entry => SiloAddress.New(new IPEndPoint(entry.SiloAddress.Endpoint.Address, entry.ProxyPort), entry.SiloAddress.Generation).ToGatewayUri()),
    ]);

    private static MembershipTableData Data(Table table, Func<Row, bool> predicate) => new(
        [.. table.Rows.Where(predicate).Select(static row => Tuple.Create(row.ToEntry(), row.Etag.ToString()))], new TableVersion(table.Version, table.Version.ToString()));

    private Table Read()
    {
        using FileStream _ = Lock();
        return Load();
    }

    private Table Load() => File.Exists(_file) ? JsonSerializer.Deserialize<Table>(File.ReadAllText(_file))! : new Table();

    private bool Change(Func<Table, bool> change)
    {
        using FileStream _ = Lock();
        Table table = Load();
        if (!change(table)) return false;
        File.WriteAllText(_file + ".new", JsonSerializer.Serialize(table));
        File.Move(_file + ".new", _file, overwrite: true);
        return true;
    }

    /// <summary>A lock that the system lifts when its process is killed; one that is only stopped is not waited for.</summary>
    private FileStream Lock()
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return new FileStream(_lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < 400)
            {
                Thread.Sleep(5);
            }
        }
    }

    private sealed class Table
    {
        public int Version { get; set; }

        public List<Row> Rows { get; set; } = [];
    }

    private sealed record Row(string Silo, SiloStatus Status, string Name, string Host, int Gateway, DateTime Start, DateTime Alive, List<Vote> Votes, int Etag)
    {
        public static Row Of(MembershipEntry entry, int etag) => new(
            entry.SiloAddress.ToParsableString(), entry.Status, entry.SiloName, entry.HostName, entry.ProxyPort, entry.StartTime, entry.IAmAliveTime,
            [.. (entry.SuspectTimes ?? []).Select(static vote => new Vote(vote.Item1.ToParsableString(), vote.Item2))], etag);

        public MembershipEntry ToEntry() => new()
        {
            SiloAddress = SiloAddress.FromParsableString(Silo),
            Status = Status,
            SiloName = Name,
            HostName = Host,
            ProxyPort = Gateway,
            StartTime = Start,
            IAmAliveTime = Alive,
            SuspectTimes = [.. Votes.Select(static vote => Tuple.Create(SiloAddress.FromParsableString(vote.By), vote.At))],
        };
    }

    private sealed record Vote(string By, DateTime At);
}
