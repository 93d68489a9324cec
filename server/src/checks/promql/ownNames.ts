// The beginnings that the names of the workspace's own programs have, and that therefore are theirs. Layer: checks.
import type { DefinedMetric } from '../../catalog/schema';

/** So many metrics of one beginning make it the name of a program. */
const fewest = 4;

/** First words that say what is measured and not by whom. */
const common =
  /^(?:http|https|grpc|rpc|process|python|go|jvm|node|nodejs|container|kube|system|cpu|gpu|gpus|memory|disk|network|app|application|api|service|server|request|requests|response|error|errors|total|active|current|number|num|count|db|database|cache|queue|redis|kafka|postgres|mysql|up|test|my|custom|nvidia|dcgm)$/;

export interface OwnNames {
  readonly beginning: string;
  readonly count: number;
  /** The file with most of them, without its folders. */
  readonly file: string;
}

/**
 * By its beginning (`vla_`) the program that a metric would be of, where the workspace's code exposes several of that beginning and
 * this is none of them; undefined where names are made at run time.
 */
export function ownNamesOf(metrics: readonly DefinedMetric[]): (metric: string) => OwnNames | undefined {
  const byWord = new Map<string, Map<string, number>>();
  for (const { name, file, nameInferred } of metrics) {
    const word = firstWord(name);
    // What is put before a name that is made at run time may be anything.
    if (nameInferred) return () => undefined;
    if (word === undefined) continue;
    const files = byWord.get(word) ?? new Map<string, number>();
    files.set(file, (files.get(file) ?? 0) + 1);
    byWord.set(word, files);
  }
  return metric => {
    const word = firstWord(metric);
    const files = word === undefined ? undefined : byWord.get(word);
    const count = [...(files?.values() ?? [])].reduce((sum, one) => sum + one, 0);
    if (word === undefined || !files || count < fewest) return undefined;
    const [file] = [...files].reduce((most, one) => (one[1] > most[1] ? one : most));
    return { beginning: `${word}_`, count, file: file.slice(file.lastIndexOf('/') + 1) };
  };
}

function firstWord(name: string): string | undefined {
  const at = name.indexOf('_');
  const word = at > 1 ? name.slice(0, at).toLowerCase() : undefined;
  return word === undefined || common.test(word) ? undefined : word;
}
