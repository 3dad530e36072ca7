using System.Collections.Concurrent;
using System.Reflection;
using LossGen.Training;
using Xunit;

namespace LossGen.Tests.Training;

/// <summary>Threads that share the parts of a job, without the arithmetic.</summary>
public class CrewTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(16)]
    public void Every_part_of_every_job_runs_exactly_once(int members)
    {
        const int Jobs = 3000;
        var random = new Random(members);
        var counts = new int[16];
        using var crew = new TestCrew(members, (_, part) => counts[part]++);
        crew.Start();
        for (int job = 0; job < Jobs; job++)
        {
            int parts = random.Next(1, 17);
            Array.Clear(counts);
            crew.RunParts(parts);

            // Not counted by interlocked instructions: what a member has written must be seen here without them.
            for (int part = 0; part < counts.Length; part++) Assert.Equal(part < parts ? 1 : 0, counts[part]);
        }
    }

    [Fact]
    public void Parts_run_on_as_many_threads_at_once_as_there_are_members()
    {
        using var all = new Barrier(3);
        var threads = new ConcurrentDictionary<int, int>();
        using var crew = new TestCrew(3, (member, _) =>
        {
            threads[member] = Environment.CurrentManagedThreadId;
            Assert.True(all.SignalAndWait(TimeSpan.FromMinutes(1)), "the other members did not come");
        });
        crew.Start();
        crew.RunParts(3);
        Assert.Equal(3, threads.Values.Distinct().Count());
        Assert.Equal(Environment.CurrentManagedThreadId, threads[0]);
    }

    [Fact]
    public void A_job_does_not_wait_for_members_that_have_not_come()
    {
        // Never started, so never there: the caller does it all.
        int sum = 0;
        using var crew = new TestCrew(4, (_, part) => sum += part);
        crew.RunParts(16);
        Assert.Equal(120, sum);
    }

    [Fact]
    public void Members_that_sleep_are_woken()
    {
        var ran = new ConcurrentDictionary<int, bool>();
        using var both = new Barrier(2);
        using var crew = new TestCrew(2, (member, _) =>
        {
            ran[member] = true;
            Assert.True(both.SignalAndWait(TimeSpan.FromMinutes(1)), "the other member did not come");
        });
        crew.Start();
        for (int job = 0; job < 5; job++)
        {
            ran.Clear();
            Thread.Sleep(20);
            crew.RunParts(2);
            Assert.Equal(2, ran.Count);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_a_part_throws_is_thrown_by_the_job_and_the_threads_end(bool onCaller)
    {
        var threads = new ConcurrentBag<Thread>();
        using var both = new Barrier(2);
        using (var crew = new TestCrew(2, (member, _) =>
        {
            threads.Add(Thread.CurrentThread);
            both.SignalAndWait(TimeSpan.FromMinutes(1));
            if ((member == 0) == onCaller) throw new InvalidTimeZoneException("part");
        }))
        {
            crew.Start();
            Assert.Equal("part", Assert.Throws<InvalidTimeZoneException>(() => crew.RunParts(2)).Message);
        }

        Assert.Equal(2, threads.Distinct().Count());
        Assert.All(threads, thread => Assert.Equal(thread == Thread.CurrentThread, thread.IsAlive));
    }

    [Fact]
    public void A_crew_ends_whether_its_members_spin_or_sleep_or_were_never_started()
    {
        var never = new TestCrew(3, (_, _) => { });
        never.Dispose();
        Assert.Empty(never.Threads);
        for (int pause = 0; pause < 3; pause++)
        {
            var crew = new TestCrew(3, (_, _) => { });
            crew.Start();
            Thread[] threads = [.. crew.Threads];
            Assert.Equal(2, threads.Length);
            Thread.Sleep(10 * pause);
            crew.Dispose();
            Assert.All(threads, static thread => Assert.False(thread.IsAlive));
        }
    }

    private sealed class TestCrew(int members, Action<int, int> run) : Crew(members, 16)
    {
        private static readonly FieldInfo ThreadsOfCrew = typeof(Crew).GetField("_threads", BindingFlags.NonPublic | BindingFlags.Instance)!;

        public IEnumerable<Thread> Threads => ((Thread?[])ThreadsOfCrew.GetValue(this)!).OfType<Thread>();

        public new void RunParts(int parts) => base.RunParts(parts);

        protected override void Run(int member, int part) => run(member, part);
    }
}
