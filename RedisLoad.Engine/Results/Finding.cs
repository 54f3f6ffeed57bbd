namespace RedisLoad.Results;

/// <summary>Something that must be known of a run beside its figures.</summary>
/// <param name="Verdict">What the run is for it; <see cref="Verdict.Valid"/> where it is only worth a word.</param>
/// <param name="Text">A sentence or two, with figures and the way out.</param>
internal sealed record Finding(Verdict Verdict, string Text);
