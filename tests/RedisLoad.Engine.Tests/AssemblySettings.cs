using Xunit.Sdk;
using Xunit.v3;

// Tests count the descriptors, threads and connections of this process: one at a time.
[assembly: Parallelization(Mode = ParallelMode.None)]
