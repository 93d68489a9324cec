// Reads a `.ml-alert-rules.yaml`: its settings, what of it cannot be used, and keys that mean nothing, each at its place.
// Never fails. Layer: config.
import { closest } from '../text/closest';
import type { Span } from '../text/span';
import type { YamlMap, YamlNode, YamlPair } from '../yaml/node';
import { parseYaml } from '../yaml/parse';
import { type ConfigProblem, type ReadConfig, readSettings } from './config';
import { settings } from './schema';
import { shownWord } from './values';

/** Reads the text of a `.ml-alert-rules.yaml`. */
export function readConfigFile(text: string): ReadConfig {
  const document = parseYaml(text).documents[0];
  const problems: ConfigProblem[] = (document?.problems ?? []).map(problem => ({
    message: problem.message,
    span: problem,
  }));
  const unfolded = document?.root ? new Plain() : undefined;
  const value = unfolded?.of(document!.root!);
  if (unfolded?.isTooMuch) {
    const message = `The aliases of the configuration unfold to more than ${mostValues} values; write out what it should say.`;
    return { layer: {}, problems: [...problems, { message }] };
  }
  const read = readSettings(value);
  const root = document?.root;
  const unknown = root ? unknownKeys(root) : [];
  const placer = new Placer(root);
  return { layer: read.layer, problems: [...problems, ...unknown, ...read.problems.map(one => placer.placed(one))] };
}

/** Gives problems the place of the key that they are about; the start of the file where there is none. */
class Placer {
  /** The pairs of a mapping by key; of a repeated key the first. */
  private readonly known = new Map<YamlMap, ReadonlyMap<string, YamlPair>>();

  constructor(private readonly root: YamlNode | undefined) {}

  placed({ message, path }: ConfigProblem): ConfigProblem {
    let at: YamlNode | undefined = this.root;
    let span: Span = { from: 0, to: 0 };
    for (const name of path ?? []) {
      const pair = at?.kind === 'map' ? this.pairsOf(at).get(name) : undefined;
      if (!pair) break;
      span = { from: pair.key.from, to: pair.key.to };
      at = pair.value;
    }
    return { message, span, ...(path ? { path } : {}) };
  }

  private pairsOf(map: YamlMap): ReadonlyMap<string, YamlPair> {
    let pairs = this.known.get(map);
    if (!pairs) {
      const named = map.pairs.flatMap(pair => (pair.key.kind === 'scalar' ? [[pair.key.value, pair] as const] : []));
      pairs = new Map(named.reverse());
      this.known.set(map, pairs);
    }
    return pairs;
  }
}

/** Keys that no setting has, with the one that was meant where that can be seen. */
function unknownKeys(root: YamlNode): readonly ConfigProblem[] {
  const names: readonly string[] = settings.map(({ name }) => name);
  const problems: ConfigProblem[] = [];
  const visit = (node: YamlNode, path: readonly string[]): void => {
    if (node.kind !== 'map') return;
    for (const { key, value } of node.pairs) {
      const word = key.kind === 'scalar' ? key.value : '';
      const at = [...path, word];
      const full = at.join('.');
      if (names.includes(full)) continue;
      if (names.some(name => name.startsWith(`${full}.`))) {
        visit(value, at);
        continue;
      }
      const meant = meantSetting(word, path, names);
      const known = [...new Set(names.filter(name => isBelow(name, path)).map(name => name.split('.')[path.length]!))];
      const end = meant === undefined ? `; known are ${known.join(', ')}.` : `; did you mean \`${meant}\`?`;
      problems.push({
        message: `\`${shownWord(full)}\` is no key of the configuration${end}`,
        span: { from: key.from, to: key.to },
        path: at,
      });
    }
  };
  visit(root, []);
  return problems;
}

/** The setting that a word at a path was meant for: a near one beside it, or one of this name elsewhere. */
function meantSetting(word: string, path: readonly string[], names: readonly string[]): string | undefined {
  const beside = names.filter(name => isBelow(name, path)).map(name => name.split('.')[path.length]!);
  const near = closest(word, beside);
  if (near !== undefined) return [...path, near].join('.');
  const lastOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
  const elsewhere = names.map(lastOf);
  const same = elsewhere.includes(word) ? word : closest(word, elsewhere);
  return names.find(name => lastOf(name) === same);
}

function isBelow(name: string, path: readonly string[]): boolean {
  return path.length === 0 || name.startsWith(`${path.join('.')}.`);
}

/** More values than any configuration has; aliases of aliases could make more than there is memory. */
const mostValues = 100_000;

/** A tree as plain values; scalars stay text, which is what every setting wants. */
class Plain {
  private left = mostValues;
  private depth = 0;

  /** Whether something was left out. */
  get isTooMuch(): boolean {
    return this.left < 0;
  }

  of(node: YamlNode): unknown {
    if (--this.left < 0) return null;
    // An alias may stand within what it names.
    if (this.depth > 100) {
      this.left = -1;
      return null;
    }
    this.depth++;
    const value = this.inside(node);
    this.depth--;
    return value;
  }

  private inside(node: YamlNode): unknown {
    switch (node.kind) {
      case 'scalar':
        return node.style === 'plain' && /^(?:~|null|)$/.test(node.value) ? null : node.value;
      case 'seq':
        return node.items.map(item => this.of(item));
      case 'map':
        return Object.fromEntries(
          node.pairs.map(pair => [pair.key.kind === 'scalar' ? pair.key.value : '', this.of(pair.value)]),
        );
      case 'alias':
        return node.target ? this.of(node.target) : null;
    }
  }
}
