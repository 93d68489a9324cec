// Reads the arguments of a command strictly: an unknown option or a missing value is a usage error, never ignored.
// Layer: cli.

/** Said on stderr with exit status 2. */
export class UsageError extends Error {}

/** `list` is an option that may be given several times; `optional` one whose value may be left out before another option or at the end. */
export type OptionKind = 'value' | 'flag' | 'list' | 'optional';

export interface Arguments<K extends string> {
  readonly paths: readonly string[];
  value(name: K): string | undefined;
  has(name: K): boolean;
  /** Every value of a `list`, in order. */
  all(name: K): readonly string[];
}

/**
 * `--name value`, `--name=value`, `--flag`, and everything else as a path; behind `--` all are paths.
 * Of an option given twice the last counts, unless it is a `list`.
 */
export function parseArguments<K extends string>(
  argv: readonly string[],
  known: Readonly<Record<K, OptionKind>>,
): Arguments<K> {
  const paths: string[] = [];
  const values = new Map<string, string>();
  const lists = new Map<string, string[]>();
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!;
    if (word === '--') {
      paths.push(...argv.slice(i + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      paths.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    const option = equals < 0 ? word : word.slice(0, equals);
    const name = option.replace(/^--/, '');
    if (!option.startsWith('--') || !Object.hasOwn(known, name)) throw new UsageError(`unknown option ${option}`);
    if (known[name as K] === 'flag') {
      if (equals >= 0) throw new UsageError(`${option} takes no value`);
      values.set(name, '');
      continue;
    }
    if (known[name as K] === 'optional' && equals < 0 && (argv[i + 1]?.startsWith('-') ?? true)) {
      values.set(name, '');
      continue;
    }
    const value = equals >= 0 ? word.slice(equals + 1) : argv[++i];
    if (value === undefined) throw new UsageError(`${option} needs a value`);
    values.set(name, value);
    if (known[name as K] === 'list') lists.set(name, [...(lists.get(name) ?? []), value]);
  }
  return {
    paths,
    value: name => values.get(name),
    has: name => values.has(name),
    all: name => lists.get(name) ?? [],
  };
}

/** A whole number of at least 0, or a usage error that names the option. */
export function wholeNumber(option: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`${option} needs a whole number, not ${JSON.stringify(text)}`);
  return Number(text);
}

/** A size such as `500000`, `64K`, `20M` or `1G`, in bytes. */
export function byteSize(option: string, text: string): number {
  const match = /^(\d{1,12})\s*([KMG]?)(?:i?B)?$/i.exec(text);
  if (!match) throw new UsageError(`${option} needs a size such as 20M, not ${JSON.stringify(text)}`);
  const exponent = { '': 0, K: 1, M: 2, G: 3 }[match[2]!.toUpperCase()] ?? 0;
  return Number(match[1]) * 1024 ** exponent;
}

/** One of `allowed`, or a usage error that lists them. */
export function oneOf<T extends string>(option: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find(word => word === text);
  if (found === undefined) {
    throw new UsageError(`${option} must be one of ${allowed.join(', ')}, not ${JSON.stringify(text)}`);
  }
  return found;
}
