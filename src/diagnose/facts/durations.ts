/** A time span as people say it: `32 ms`, `9.0 s`. */
export const durationText = (ms: number): string =>
  Math.abs(ms) < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
