using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Configuration;
using Orleans.Connections.Security;
using Orleans.Hosting;
using Xunit;

namespace LossGen.Orleans.Tests;

/// <summary>Silos and clients that show each other a certificate, as docs/many-machines.md has it; one without it is not let in.</summary>
public sealed class TlsTests(TlsSilos silos) : IClassFixture<TlsSilos>
{
    [Fact]
    public async Task Silos_and_a_client_with_the_certificate_train()
    {
        using IHost host = silos.Client(silos.Certificate);
        await host.StartAsync();
        IClusterClient client = host.Services.GetRequiredService<IClusterClient>();
        (float[], TrainingResult) expected = Runs.Local("network");
        int created = TrainingSets.Created;
        Runs.Same(expected, await Runs.On(client, "network"));

        // The coordinator has asked both silos, one of them through a connection between silos.
        Assert.True(TrainingSets.Created - created >= 3);
        await host.StopAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_without_it_or_with_another_is_not_let_in(bool hasAnother)
    {
        using X509Certificate2? another = hasAnother ? TlsSilos.Created() : null;
        int attempts = 0;
        using var enough = new CancellationTokenSource();
        using IHost host = silos.Client(another, (_, _) =>
        {
            // Each attempt is refused: a client that only came too early would be let in at the second.
            if (Interlocked.Increment(ref attempts) == 2) enough.Cancel();
            return Task.FromResult(attempts < 2);
        });
        await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync(enough.Token));
        Assert.Equal(2, attempts);
    }
}

/// <summary>Two silos that show each other a certificate, started once for all tests, and their clients.</summary>
public sealed class TlsSilos : IAsyncLifetime
{
    private readonly int[] _ports = PageTests.FreePorts(4);
    private IHost[] _silos = [];

    /// <summary>What each end has to show.</summary>
    public X509Certificate2 Certificate { get; } = Created();

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        var first = new IPEndPoint(IPAddress.Loopback, _ports[0]);
        _silos = [.. Enumerable.Range(0, 2).Select(i => Silo(first, _ports[2 * i], _ports[(2 * i) + 1]))];
        foreach (IHost silo in _silos) await silo.StartAsync();
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        foreach (IHost silo in _silos.Reverse())
        {
            await silo.StopAsync();
            silo.Dispose();
        }

        Certificate.Dispose();
    }

    /// <summary>A new certificate.</summary>
    public static X509Certificate2 Created()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=lossgen", key, HashAlgorithmName.SHA256);
        const string server = "1.3.6.1.5.5.7.3.1", client = "1.3.6.1.5.5.7.3.2";
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(server), new Oid(client)], critical: false));
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));

        // Not all systems use a key that has been in memory only.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private IHost Silo(IPEndPoint first, int port, int gateway)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        X509Certificate2 certificate = Certificate;
        builder.UseOrleans(silo =>
        {
            silo.ConfigureEndpoints(IPAddress.Loopback, port, gateway);
            silo.UseDevelopmentClustering(first);
            silo.AddLossGen(static training => TrainingSets.Add(training));

            // On every silo. A client has the same lines: each end shows the certificate, and accepts no other.
            silo.UseTls(certificate, tls =>
            {
                tls.RemoteCertificateMode = tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
                tls.RemoteCertificateValidation = (remote, chain, errors) => remote.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span);
                tls.OnAuthenticateAsClient = (connection, authentication) => authentication.TargetHost = "lossgen";
            });
        });
        return builder.Build();
    }

    /// <summary>A client, with a certificate or without one.</summary>
    public IHost Client(X509Certificate2? certificate, Func<Exception, CancellationToken, Task<bool>>? retries = null)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client =>
        {
            client.UseStaticClustering([new IPEndPoint(IPAddress.Loopback, _ports[1])]);
            client.Configure<ConnectionOptions>(static options => options.OpenConnectionTimeout = TimeSpan.FromSeconds(10));
            client.Configure<ClientMessagingOptions>(static options => options.ResponseTimeout = TimeSpan.FromSeconds(5));
            if (retries is not null) client.UseConnectionRetryFilter(retries);
            if (certificate is null) return;
            client.UseTls(certificate, tls =>
            {
                tls.RemoteCertificateMode = tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;

                // The silos refuse it, whatever it accepts itself.
                tls.RemoteCertificateValidation = (remote, chain, errors) => true;
                tls.OnAuthenticateAsClient = (connection, authentication) => authentication.TargetHost = "lossgen";
            });
        });
        return builder.Build();
    }
}
