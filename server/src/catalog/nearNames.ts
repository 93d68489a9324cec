// Which series of the catalogue a mistyped name means: other separators, a plural, a slip in one word, a missing suffix.
// Layer: catalog. Names are compared word by word: two words that stand side by side in another name of the exporter are meant as they
// are written, so that `DEV_ENC_UTIL` is no slip of `DEV_DEC_UTIL`. Every question is a few look-ups, whatever the catalogue's size.
import { closest, editDistance } from '../text/closest';
import { createRecall } from '../text/ownCopy';

/** Names that begin like these are everybody's: exporters of many programs share them. */
const commonWords: ReadonlySet<string> = new Set(
  'gpu eth pcie system execution hardware instance machine process go python http https request requests revision llm inference model rest parallel up scrape alerts te ts job app service server api cache db queue probe hw amd dra resource'.split(
    ' ',
  ),
);

/** Names that people's own exporters use as well. */
const peoplesOwn = /^nvidia_gpu_/;

/** Words that authors leave out or add at the end of a name, what stands behind them kept. */
const suffixWords: readonly string[] = [
  '_total',
  '_seconds',
  '_bytes',
  '_ratio',
  '_count',
  '_info',
  '_seconds_total',
  '_bytes_total',
];

/** Endings by which names tell one quantity in several units, the empty one included. */
const unitWords: readonly (readonly string[])[] = [
  ['', '_bytes', '_kb', '_kib', '_mb', '_mib', '_gb', '_gib', '_megabytes', '_mebibytes', '_gigabytes'],
  ['', '_seconds', '_ms', '_us', '_s', '_sec', '_secs', '_millis', '_milliseconds', '_microseconds'],
  ['', '_ratio', '_percent', '_percentage', '_pct'],
  ['', '_celsius', '_c', '_degrees'],
  ['', '_watts', '_w', '_milliwatts'],
  ['', '_hz', '_hertz', '_mhz'],
];

/** What a series name may end with behind the name of its family. */
const seriesSuffix = /_(?:bucket|sum|count|created)$/;

/** How many answers are remembered. */
const answersKept = 2000;

/** The series that an unknown name most likely means; undefined where none is near, or several are. */
export type NearName = (name: string) => string | undefined;

/** What is known of the names that begin with one word. */
interface NameSpace {
  /** The words of its names, in lower case. */
  readonly words: ReadonlySet<string>;
  /** Which words stand side by side in its names. */
  readonly pairs: ReadonlySet<string>;
  /** Names by their letters alone; undefined where two names differ in nothing else. */
  readonly byKey: ReadonlyMap<string, string | undefined>;
  /** Names by their words in the order of the alphabet; undefined where two names have the same ones. */
  readonly byWords: ReadonlyMap<string, string | undefined>;
}

/** A finder over series names; those that begin alike are looked at when one of them is first asked for. */
export function createNearName(names: readonly string[]): NearName {
  const byFirstWord = namesByFirstWord(names);
  const firstWords = [...byFirstWord.keys()];
  const read = new Map<string, NameSpace>();
  const spaceOf = (word: string): NameSpace | undefined => {
    const own = byFirstWord.get(word);
    let space = read.get(word);
    if (own && !space) read.set(word, (space = nameSpace(own)));
    return space;
  };
  const known = createRecall<string>(answersKept, answersKept * 100);
  const find = (name: string): string | undefined => {
    const words = wordsOf(name);
    const [first = ''] = words;
    // `DCGM_…` and `dcgm_…` are two exporters' names: a name is looked for among those of its own letter case first.
    const written = firstWordOf(name);
    const space = spaceOf(written);
    const other = spaceOf(written === first ? first.toUpperCase() : first);
    if (space || other) return (space && nearIn(space, name, words)) ?? (other && nearIn(other, name, words));
    // A slip in the first word: everything behind it must be right.
    if (commonWords.has(first) || first.length < 4) return undefined;
    const meant = nearWord(first, firstWords);
    return meant === undefined ? undefined : spaceOf(meant)?.byKey.get(keyOf([meant, ...words.slice(1)]));
  };
  return name => {
    let near = known.get(name);
    if (near === undefined) {
      near = find(name) ?? '';
      known.set(name, near);
    }
    return near === '' ? undefined : near;
  };
}

/** The names of each first word that is not everybody's. */
function namesByFirstWord(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, string[]>();
  for (const name of names) {
    const first = firstWordOf(name);
    if (commonWords.has(first.toLowerCase()) || !hasTwoWords.test(name) || peoplesOwn.test(name)) continue;
    const own = all.get(first);
    if (own) own.push(name);
    else all.set(first, [name]);
  }
  return all;
}

const hasTwoWords = /[^_:.-][_:.-]+[^_:.-]/;

function nameSpace(names: readonly string[]): NameSpace {
  const known = new Set<string>();
  const pairs = new Set<string>();
  const byKey = new Map<string, string | undefined>();
  const byWords = new Map<string, string | undefined>();
  for (const name of names) {
    const words = wordsOf(name);
    words.forEach((word, at) => {
      known.add(word);
      if (at > 0) pairs.add(pairOf(words[at - 1]!, word));
    });
    const key = keyOf(words);
    byKey.set(key, byKey.has(key) ? undefined : name);
    const sorted = sortedKey(words);
    byWords.set(sorted, byWords.has(sorted) ? undefined : name);
  }
  return { words: known, pairs, byKey, byWords };
}

function nearIn(space: NameSpace, name: string, words: readonly string[]): string | undefined {
  const same = space.byKey.get(keyOf(words)) ?? space.byWords.get(sortedKey(words));
  if (same !== undefined) return same;
  // Where a pair of neighbours stands in no name one of the two is wrong: one word at most is taken for a slip.
  const strange = words.flatMap((word, at) => (at > 0 && !space.pairs.has(pairOf(words[at - 1]!, word)) ? [at] : []));
  const [first, second] = strange;
  if (first === undefined || strange.length > 2 || (second !== undefined && second !== first + 1)) {
    return withOtherSuffix(space, name);
  }
  const places = second !== undefined || first === 1 ? [first] : [first, first - 1];
  const found = places.flatMap(at => slipsAt(space, words, at));
  const least = Math.min(...found.map(({ cost }) => cost));
  const best = new Set(found.flatMap(({ name: meant, cost }) => (cost === least ? [meant] : [])));
  return best.size === 1 ? [...best][0] : withOtherSuffix(space, name);
}

/** The names that differ in one word, which resembles the one written. */
function slipsAt(
  { words: known, byKey }: NameSpace,
  words: readonly string[],
  at: number,
): readonly { readonly name: string; readonly cost: number }[] {
  const slips: { name: string; cost: number }[] = [];
  for (const word of known) {
    const cost = costOf(words[at]!, word);
    if (cost === undefined) continue;
    const name = byKey.get(keyOf([...words.slice(0, at), word, ...words.slice(at + 1)]));
    if (name !== undefined) slips.push({ name, cost });
  }
  return slips;
}

/** The name with a suffix more or less: `vllm:request_success` is `vllm:request_success_total`. */
function withOtherSuffix({ byKey }: NameSpace, name: string): string | undefined {
  const series = seriesSuffix.exec(name)?.[0] ?? '';
  const base = name.slice(0, name.length - series.length);
  const others = new Set<string>();
  const add = (other: string): void => {
    const found = byKey.get(keyOf(wordsOf(other)));
    if (found !== undefined) others.add(found);
  };
  for (const suffix of suffixWords) {
    add(base + suffix + series);
    if (base.endsWith(suffix)) add(base.slice(0, -suffix.length) + series);
  }
  if (others.size === 0) for (const other of inOtherUnits(base)) add(other + series);
  return others.size === 1 ? [...others][0] : undefined;
}

/** The name with each other unit that its quantity may be told in: `memory_used_mb` may be `memory_used_bytes`. */
function inOtherUnits(base: string): readonly string[] {
  const lower = base.toLowerCase();
  return unitWords.flatMap(units => {
    const own = units.find(unit => unit !== '' && lower.endsWith(unit));
    return own === undefined ? [] : units.map(unit => base.slice(0, -own.length) + unit);
  });
}

function nearWord(word: string, words: readonly string[]): string | undefined {
  const near = words.filter(other => costOf(word, other) !== undefined);
  return closest(word, near);
}

/** How far a slip, an abbreviation or a longer form is from another word; undefined for other words. Other digits are another thing. */
function costOf(word: string, other: string): number | undefined {
  if (word[0] !== other[0] || digitsOf(word) !== digitsOf(other)) return undefined;
  const shorter = Math.min(word.length, other.length);
  if (shorter < 3) return undefined;
  const limit = shorter < 7 ? 1 : 2;
  const distance = editDistance(word, other, limit);
  if (distance <= limit) return distance;
  return shorter >= 3 && (word.startsWith(other) || other.startsWith(word)) ? limit + 1 : undefined;
}

function digitsOf(word: string): string {
  return word.replace(/\D/g, '');
}

function pairOf(word: string, next: string): string {
  return `${word} ${next}`;
}

/** The first word in its own letter case; a name may begin with a colon. */
function firstWordOf(name: string): string {
  return /[^_:.-]+/.exec(name)?.[0] ?? '';
}

function wordsOf(name: string): readonly string[] {
  return name
    .toLowerCase()
    .split(/[_:.-]+/)
    .filter(word => word !== '');
}

/** The letters of a name without separators and plurals. */
function keyOf(words: readonly string[]): string {
  return words.map(singular).join('');
}

/** The words of a name in whatever order they stand: `gpu_utilization` and `utilization_gpu` are the same. */
function sortedKey(words: readonly string[]): string {
  return words.map(singular).sort().join(' ');
}

function singular(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return word.length > 3 && word.endsWith('s') ? word.slice(0, -1) : word;
}
