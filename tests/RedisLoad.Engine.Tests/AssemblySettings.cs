using Xunit.Sdk;
using Xunit.v3;

// Most tests wait most of the time.
[assembly: Parallelization(Mode = ParallelMode.Collections, MaxThreads = 4)]

namespace RedisLoad.Tests;

/// <summary>Tests that count the descriptors, threads or memory of this process: each runs alone.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class CountsThisProcess;
