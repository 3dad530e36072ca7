using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace LossGen.Training;

/// <summary>Threads that run the numbered parts of one job after another, together with the calling thread.</summary>
/// <remarks>
/// <para>A member is a thread: 0 is the one that calls <see cref="RunParts"/>, the others live from <see cref="Start"/> to <see cref="Dispose"/>.
/// Each begins with parts of its own, always the same ones so that it finds its rows in its cache, and then takes what others have not
/// begun. So the caller never waits for a thread to wake up, only for parts that have been begun.</para>
/// <para>Memory ordering: the caller writes the job, marks its parts as free and only then publishes the job's number; a member reads the
/// number (acquire) and takes a part by an interlocked exchange of "free in job n" for "taken". If that succeeds, job n is not finished, so
/// what the member reads of it from then on is whole; a member that comes late finds marks of a later job and takes nothing. What a member
/// has written is published by the interlocked count of finished parts, which the caller reads (acquire) before it uses the results.</para>
/// </remarks>
internal abstract class Crew : IDisposable
{
    private const long Stop = -1;
    private const int Awake = 0, Asleep = 1;

    // Longer than the step between two batches of a middling model, so that a member is not put to sleep for each; short enough to be
    // no burden between epochs. Where there are more members than processors, one that spins would keep another from working.
    private const int SpinMicroseconds = 50;
    private static readonly long SpinTicks = Stopwatch.Frequency * SpinMicroseconds / 1_000_000;

    // Of some 40 nanoseconds each: parts are of a length, so that the last is finished soon after the caller's own.
    private const int ShortWaits = 250;

    private readonly Thread?[] _threads;
    private readonly AutoResetEvent[] _wake;
    private readonly int[] _sleep;
    private readonly long[] _marks;
    private readonly bool _spins;

    private long _job;
    private int _parts;
    private Exception? _failure;
    private Meeting _meeting;

    /// <summary>Prepares a crew.</summary>
    /// <param name="members">Its members, the caller included.</param>
    /// <param name="mostParts">Parts of a job at most.</param>
    protected Crew(int members, int mostParts)
    {
        Members = members;
        _threads = new Thread?[members];
        _wake = new AutoResetEvent[members];
        for (int member = 0; member < members; member++) _wake[member] = new AutoResetEvent(false);
        _sleep = new int[members];
        _marks = new long[mostParts * Meeting.LineOfLongs];
        _spins = members <= Environment.ProcessorCount;
    }

    /// <summary>Members, the caller included.</summary>
    public int Members { get; }

    /// <summary>Threads that a job of so many parts can be shared by: as many as requested, but no more than it has parts.</summary>
    public static int MembersFor(TrainingOptions options, int parts)
    {
        if (OperatingSystem.IsBrowser() || OperatingSystem.IsWasi()) return 1;
        return Math.Min(options.MaxDegreeOfParallelism < 0 ? Environment.ProcessorCount : options.MaxDegreeOfParallelism, parts);
    }

    /// <summary>Starts the threads.</summary>
    public void Start()
    {
        for (int member = 1; member < Members; member++)
        {
            int number = member;
            var thread = new Thread(() => Work(number)) { IsBackground = true, Name = $"LossGen training {member}" };

            // Unsafe: what the caller's context flows elsewhere has no place in a loop of arithmetic.
            thread.UnsafeStart();
            _threads[member] = thread;
        }
    }

    /// <summary>Ends the threads and waits for them; parts that have been begun are finished first.</summary>
    public virtual void Dispose()
    {
        Interlocked.Exchange(ref _meeting.Published, Stop);
        for (int member = 1; member < Members; member++)
        {
            _wake[member].Set();
            _threads[member]?.Join();
        }

        foreach (AutoResetEvent wake in _wake) wake.Dispose();
    }

    /// <summary>Runs the parts of a job and returns when all are finished. Allocates nothing.</summary>
    /// <remarks>An exception of a part is thrown here: once all parts are finished where another member ran it, else at once.</remarks>
    protected void RunParts(int parts)
    {
        long job = ++_job;
        _parts = parts;
        _meeting.Finished = 0;
        for (int part = 0; part < parts; part++) Volatile.Write(ref MarkOf(part), Free(job));

        // A full fence, as is the one before a member sleeps: either the caller sees that it is about to, or it sees the new job.
        Interlocked.Exchange(ref _meeting.Published, job);
        for (int member = 1; member < Members && member < parts; member++) Wake(member);

        TakeParts(0, job);
        AwaitParts(parts);
        if (_failure is { } failure) ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Does one part of the job.</summary>
    protected abstract void Run(int member, int part);

    /// <summary>The first part that a member takes; it goes on from there, and all the way round.</summary>
    protected int FirstPart(int member, int parts) => member * parts / Members;

    private static long Free(long job) => 2 * job;

    private ref long MarkOf(int part) => ref _marks[part * Meeting.LineOfLongs];

    private void Work(int member)
    {
        long job = 0;
        while (AwaitJob(member, ref job))
        {
            try
            {
                TakeParts(member, job);
            }
            catch (Exception failure)
            {
                // An exception that leaves a thread ends the process; the caller of the job is to have it.
                Interlocked.CompareExchange(ref _failure, failure, null);
                Interlocked.Increment(ref _meeting.Finished);
            }
        }
    }

    private void TakeParts(int member, long job)
    {
        int parts = Volatile.Read(ref _parts);
        int part = FirstPart(member, parts);
        for (int i = 0; i < parts; i++)
        {
            // To read the mark of a part that another member has costs less than to fetch it for writing.
            ref long mark = ref MarkOf(part);
            if (Volatile.Read(ref mark) == Free(job) && Interlocked.CompareExchange(ref mark, Free(job) + 1, Free(job)) == Free(job))
            {
                Run(member, part);
                Interlocked.Increment(ref _meeting.Finished);
            }

            if (++part == parts) part = 0;
        }
    }

    /// <summary>Waits for the parts that others have begun: short of a very large batch, for microseconds.</summary>
    private void AwaitParts(int parts)
    {
        for (int i = 0; _spins && i < ShortWaits; i++)
        {
            if (Volatile.Read(ref _meeting.Finished) >= parts) return;
            Thread.SpinWait(1);
        }

        var spin = new SpinWait();
        while (Volatile.Read(ref _meeting.Finished) < parts) spin.SpinOnce(sleep1Threshold: -1);
    }

    /// <summary>Waits for a job other than the last; false when there will be none.</summary>
    private bool AwaitJob(int member, ref long job)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            long published = Volatile.Read(ref _meeting.Published);
            if (published != job)
            {
                job = published;
                return published != Stop;
            }

            if (_spins && Stopwatch.GetTimestamp() - start < SpinTicks)
            {
                Thread.SpinWait(1);
                continue;
            }

            Interlocked.Exchange(ref _sleep[member], Asleep);
            if (Volatile.Read(ref _meeting.Published) == job) _wake[member].WaitOne();
            Volatile.Write(ref _sleep[member], Awake);
        }
    }

    private void Wake(int member)
    {
        if (Volatile.Read(ref _sleep[member]) == Asleep && Interlocked.Exchange(ref _sleep[member], Awake) == Asleep) _wake[member].Set();
    }

    /// <summary>What members wait for, each in lines of memory of its own: who waits for one would else lose its line with every change of the other.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 3 * LineBytes)]
    private struct Meeting
    {
        public const int LineOfLongs = LineBytes / sizeof(long);

        // Two lines of 64 bytes, which processors fetch together.
        private const int LineBytes = 128;

        /// <summary>The number of the job that is to be done, or <see cref="Stop"/>.</summary>
        [FieldOffset(LineBytes)]
        public long Published;

        /// <summary>Its finished parts.</summary>
        [FieldOffset(2 * LineBytes)]
        public int Finished;
    }
}
