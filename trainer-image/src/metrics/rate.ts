/** How much happened per second lately. */
export interface RateMeter {
  add(count: number, nowMs: number): void;
  /** Over the last seconds, or since the first `add` while that is not long ago; 0 before anything can be said. */
  perSecond(nowMs: number): number;
}

/** Measures over a window that slides; times are of any clock that only goes forward. */
export function rateMeter(windowMs: number): RateMeter {
  let marks: { readonly at: number; readonly total: number }[] = [];
  let total = 0;
  return {
    add(count, nowMs) {
      // The first mark only starts the clock: what it counts happened before it.
      if (marks.length > 0) total += count;
      marks.push({ at: nowMs, total });
      const firstInside = marks.findIndex(({ at }) => at > nowMs - windowMs);
      // One mark from before the window stays, so that the window is always covered.
      if (firstInside > 1) marks = marks.slice(firstInside - 1);
    },
    perSecond(nowMs) {
      const first = marks[0];
      if (first === undefined || nowMs <= first.at) return 0;
      return ((total - first.total) / (nowMs - first.at)) * 1000;
    },
  };
}
