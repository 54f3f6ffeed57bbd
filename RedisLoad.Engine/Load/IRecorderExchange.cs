using RedisLoad.Metrics;

namespace RedisLoad.Load;

/// <summary>Where a worker gets empty recorders and leaves full ones.</summary>
internal interface IRecorderExchange
{
    IntervalRecorder Take();

    void Publish(int interval, int group, IntervalRecorder recorder);
}
