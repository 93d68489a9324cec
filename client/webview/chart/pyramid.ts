// Lowest and highest values over blocks of samples, so that a line of ten thousand points can be drawn and measured at any zoom
// in the time of some hundred. Pure; no DOM here.

/** Blocks of `per` samples each. NaN where a block has no value. */
export interface Level {
  readonly per: number;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** From single samples upwards; each level has half the blocks of the one before. */
export type Pyramid = readonly [Level, ...Level[]];

const factor = 2;
/** A level with fewer blocks would save nothing. */
const fewest = 256;

export function pyramidOf(values: Float64Array): Pyramid {
  const levels: [Level, ...Level[]] = [{ per: 1, low: values, high: values }];
  for (let below = levels[0]; below.low.length > fewest * factor; ) {
    const count = Math.ceil(below.low.length / factor);
    const low = new Float64Array(count).fill(Number.NaN);
    const high = new Float64Array(count).fill(Number.NaN);
    for (let i = 0; i < below.low.length; i++) {
      const block = (i / factor) | 0;
      const [least, most] = [below.low[i]!, below.high[i]!];
      // Comparisons with NaN are false: a block begins with its first value.
      if (!(low[block]! <= least) && !Number.isNaN(least)) low[block] = least;
      if (!(high[block]! >= most) && !Number.isNaN(most)) high[block] = most;
    }
    below = { per: below.per * factor, low, high };
    levels.push(below);
  }
  return levels;
}

/** The coarsest level whose blocks are at most `samples` long. */
export function levelFor(pyramid: Pyramid, samples: number): Level {
  let chosen: Level = pyramid[0];
  for (const level of pyramid) if (level.per <= samples) chosen = level;
  return chosen;
}

/** Lowest and highest value among the samples `[from, to]`; undefined where there is none. */
export function extentOf(pyramid: Pyramid, from: number, to: number): readonly [low: number, high: number] | undefined {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const take = (level: Level, i: number): void => {
    if (level.low[i]! < low) low = level.low[i]!;
    if (level.high[i]! > high) high = level.high[i]!;
  };
  let [at, end] = [Math.max(0, from), Math.min(pyramid[0].low.length - 1, to)];
  while (at <= end) {
    // The largest block that begins here and lies inside.
    let level: Level = pyramid[0];
    for (const one of pyramid) if (at % one.per === 0 && at + one.per - 1 <= end) level = one;
    take(level, at / level.per);
    at += level.per;
  }
  return low <= high ? [low, high] : undefined;
}
