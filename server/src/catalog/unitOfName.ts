// The unit that a metric's name states by convention, for metrics that say it nowhere else.
// Layer: catalog.

const unitWords: ReadonlyMap<string, string> = new Map([
  ['seconds', 'seconds'],
  ['milliseconds', 'milliseconds'],
  ['microseconds', 'microseconds'],
  ['nanoseconds', 'nanoseconds'],
  ['ms', 'milliseconds'],
  ['us', 'microseconds'],
  ['ns', 'nanoseconds'],
  ['minutes', 'minutes'],
  ['hours', 'hours'],
  ['days', 'days'],
  ['bytes', 'bytes'],
  ['kb', 'KB'],
  ['mb', 'MB'],
  ['gb', 'GB'],
  ['kib', 'KiB'],
  ['mib', 'MiB'],
  ['gib', 'GiB'],
  ['ratio', 'ratio'],
  ['share', 'ratio'],
  ['fraction', 'ratio'],
  ['percent', 'percent'],
  ['percentage', 'percent'],
  ['pct', 'percent'],
  ['celsius', 'celsius'],
  ['watts', 'watts'],
  ['joules', 'joules'],
  ['volts', 'volts'],
  ['amperes', 'amperes'],
  ['hertz', 'hertz'],
  ['tokens', 'tokens'],
  ['requests', 'requests'],
]);

/** The unit in the last word of `name` (before `_total`), or undefined. `perc` and the like stay out: they are used for both scales. */
export function unitOfName(name: string): string | undefined {
  const words = name.replace(/_total$/, '').split(/[_:]/);
  return words.length > 1 ? unitWords.get(words.at(-1)!) : undefined;
}
