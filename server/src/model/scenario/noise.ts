// Noise as a function of time: the same seed and time give the same number, whatever was asked before. Layer: model (pure).

/** A 32-bit number of a text and a number before it, for seeds. */
export function seedOf(text: string, before = 0x811c9dc5): number {
  let hash = before;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mixed(hash);
}

/** A number of [0, 1) for a seed and a whole number. */
export function uniform(seed: number, index: number): number {
  // Beyond 32 bits the upper part counts, too.
  const high = Math.floor(index / 0x100000000);
  return (mixed(seed ^ Math.imul(index | 0, 0x9e3779b1) ^ Math.imul(high, 0x85ebca77)) >>> 0) / 0x100000000;
}

/**
 * Smooth noise of [-1, 1] at rising times: a random number every `every` milliseconds, joined without corners. The function
 * may be kept for one rising list of times.
 */
export function smoothNoise(seed: number, every: number): (time: number) => number {
  let cell = Number.NaN;
  let left = 0;
  let right = 0;
  return time => {
    const place = time / every;
    const at = Math.floor(place);
    if (at !== cell) {
      left = at === cell + 1 ? right : uniform(seed, at) * 2 - 1;
      right = uniform(seed, at + 1) * 2 - 1;
      cell = at;
    }
    const x = place - at;
    return left + (right - left) * x * x * (3 - 2 * x);
  };
}

/** Spreads the bits of a number over all 32. */
function mixed(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return hash ^ (hash >>> 16);
}
