// Spelling help: the word of a list that a mistyped word most likely meant.
// Layer: text. Used for unknown YAML keys, functions, labels and metric names alike.

/**
 * The word of `words` closest to `word`, or undefined where none is close enough to be meant.
 * Close is a Damerau-Levenshtein distance of at most a third of the longer word (at least 1, at most 3); a difference in
 * letter case alone always counts. Of equally close words the first in the list wins, except that words which begin
 * like `word` go before the others. `word` itself is never the answer.
 */
export function closest(word: string, words: Iterable<string>): string | undefined {
  const lower = word.toLowerCase();
  let best: string | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const candidate of words) {
    if (candidate === word) continue;
    const most = Math.min(3, Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3)));
    if (Math.abs(candidate.length - word.length) > most) continue;
    const candidateLower = candidate.toLowerCase();
    // A wrong first letter is rarer than a wrong later one.
    const atFirst = candidateLower[0] === lower[0] ? 0 : 0.5;
    // What would cost as much as the best one so far need not be known.
    const limit = Math.min(most, Math.ceil(bestCost - atFirst) - 1);
    if (limit < 0) continue;
    const distance = candidateLower === lower ? 0 : limit === 0 ? 1 : editDistance(lower, candidateLower, limit);
    if (distance > limit) continue;
    const cost = distance + atFirst;
    if (cost < bestCost) {
      best = candidate;
      bestCost = cost;
    }
  }
  // A replacement of every letter is no spelling mistake ("ab" for "cd"), whatever the limit allows.
  return best !== undefined && bestCost < Math.max(word.length, best.length) ? best : undefined;
}

/**
 * The word of `words` that `word` is a slip of the keyboard for: one wrong, missing, doubled or swapped letter (two in a
 * long word), never the first one, or other letter case or underscores. Stricter than `closest`, for names that may as
 * well be somebody's own.
 */
export function slipOf(word: string, words: Iterable<string>): string | undefined {
  const plain = (name: string): string => name.toLowerCase().replaceAll('_', '');
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of words) {
    if (candidate === word || candidate.length < 3) continue;
    const [a, b] = [plain(word), plain(candidate)];
    if (a === b) return candidate;
    if (Math.max(candidate.length, word.length) < 4) continue;
    const limit = Math.min(a.length, b.length) >= 9 ? 2 : 1;
    // A plural is a word of its own.
    if (a[0] !== b[0] || a === `${b}s` || b === `${a}s`) continue;
    const distance = editDistance(a, b, limit);
    if (distance > limit || distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

/**
 * Damerau-Levenshtein distance (insertion, deletion, substitution, swap of neighbours), in UTF-16 code units.
 * Gives up and answers `limit + 1` as soon as the distance must pass `limit`.
 */
export function editDistance(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  // What both begin and end with costs nothing: most names of a list differ in a few letters.
  const shorter = Math.min(one.length, other.length);
  let from = 0;
  while (from < shorter && one.charCodeAt(from) === other.charCodeAt(from)) from++;
  let same = 0;
  while (same < shorter - from && one.charCodeAt(one.length - same - 1) === other.charCodeAt(other.length - same - 1)) {
    same++;
  }
  const a = one.slice(from, one.length - same);
  const b = other.slice(from, other.length - same);
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let smallest = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, beforeLast[j - 2]! + 1);
      }
      row.push(cost);
      if (cost < smallest) smallest = cost;
    }
    if (smallest > limit) return limit + 1;
    beforeLast = last;
    last = row;
  }
  return Math.min(last[b.length]!, limit + 1);
}
