// Text to nodes: the one door to the YAML readers. Layer: yaml.
// What go-yaml accepts is read by its own grammar; a document it refuses gets its tree from the tolerant reader.
import { finish } from '../text/slices';
import type { Problem } from '../text/span';
import { readWithPackage } from './adapter';
import { type AroundRead, readAroundItem } from './around';
import { type FastRead, readPlainBlock } from './fast';
import { type GoRead, readAsGoInSlices } from './goParser';
import type { YamlComment, YamlDocument, YamlFlavor, YamlNode, YamlStream } from './node';
import { tolerance, tolerated, toleratedOwn } from './tolerance';

export interface ParseOptions {
  /** A refusal with one of these codes ends the stream: its document has no tree, and none follows. */
  readonly until?: ReadonlySet<string>;
  /** Whether the tree of a refused document of this text is of use: without it takes a tenth of the time. */
  readonly isOfUse?: (text: string) => boolean;
  /** Whether the text is documents of a longer one. */
  readonly isPart?: boolean;
  /** Whether a text is for no target but for us alone: then the tolerant reader, which takes more, is given all of it. */
  readonly isOwn?: (text: string) => boolean;
  /** Of a part of a document: what stands before it for aliases to lead to. */
  readonly anchors?: ReadonlyMap<string, YamlNode>;
}

/**
 * Reads all documents of `text`; never throws. A document's problems are go-yaml's verdict on its syntax: it has some
 * if and only if go-yaml refuses it. Its tree is as good as the text allows. The tools read the first document only,
 * which is for the caller to heed. `flavor`: the go-yaml of Prometheus (v3) or of Alertmanager and Kubernetes (v2), which
 * differ in what they meet behind a document's end and in tabs before comments.
 */
export function parseYaml(text: string, flavor: YamlFlavor = 'v3', options: ParseOptions = {}): YamlStream {
  const fast = readPlainBlock(text);
  return fast ? streamOf(text, fast) : finish(readWithGo(text, flavor, options));
}

/** The same in slices. */
export function* parseInSlices(
  text: string,
  flavor: YamlFlavor = 'v3',
  options: ParseOptions = {},
): Generator<void, YamlStream> {
  // The fast reader makes no pause.
  const fast = text.length > fewCharacters ? undefined : readPlainBlock(text);
  return fast ? streamOf(text, fast) : yield* readWithGo(text, flavor, options);
}

function streamOf(text: string, read: FastRead): YamlStream {
  return { text, documents: [{ from: 0, to: text.length, problems: [], ...read }] };
}

/** The same for a text that the reader of plain blocks does not take. */
export function* readWithGo(
  text: string,
  flavor: YamlFlavor,
  { until, isOfUse, isOwn, isPart, anchors }: ParseOptions = {},
): Generator<void, YamlStream> {
  const documents: YamlDocument[] = [];
  let left: { characters: number } | undefined;
  for (let from = 0; from < text.length || documents.length === 0; ) {
    const { refused, comments, documents: read } = yield* readAsGoInSlices(text, from, flavor, anchors);
    let next = 0;
    for (const one of read) {
      const first = next;
      while (next < comments.length && comments[next]!.from < one.to) next++;
      documents.push({ ...one, comments: comments.slice(first, next) });
    }
    if (!refused) {
      if (documents.length === 0) documents.push({ from: 0, to: text.length, problems: [], comments });
      break;
    }
    if (until?.has(refused.problem.code)) {
      documents.push({ from: refused.from, to: text.length, problems: [refused.problem], comments: [] });
      break;
    }
    left ??= { characters: isOwn?.(text) ? toleratedOwn : tolerated };
    const around = from === 0 && refused.from === 0 && !isPart ? yield* aroundItem(text, refused, flavor) : undefined;
    const broken = around ?? (yield* readRefused(text, refused, comments, left, isOfUse));
    documents.push(broken);
    from = broken.to;
    yield;
  }
  return { text, documents };
}

type Refused = NonNullable<GoRead['refused']>;

/** The one document of a text with the item that the mistake is in read by itself; undefined where that cannot be. */
function* aroundItem(
  text: string,
  { problem }: Refused,
  flavor: YamlFlavor,
): Generator<void, YamlDocument | undefined> {
  let read: AroundRead | undefined;
  if (text.length <= fewCharacters) {
    let gaveUp: number | undefined;
    readPlainBlock(text, at => {
      gaveUp = at;
    });
    if (gaveUp !== undefined)
      read = yield* readAroundItem(text, gaveUp, tolerated, function* (rest) {
        yield;
        return readPlainBlock(rest);
      });
  }
  // The tolerant reader is as quick with all of a short text.
  if (!read && text.length > tolerated) {
    read = yield* readAroundItem(text, problem.from, tolerated, rest => readSound(rest, flavor));
  }
  return read && { from: 0, to: text.length, ...read, problems: refusals(problem, read.problems) };
}

/** The one document of a text that go-yaml takes; undefined for any other. */
function* readSound(text: string, flavor: YamlFlavor): Generator<void, FastRead | undefined> {
  const { refused, documents, comments } = yield* readAsGoInSlices(text, 0, flavor);
  const [document, ...others] = documents;
  const { root, unread, tooDeep } = document ?? {};
  return root && others.length === 0 && !refused && !unread && !tooDeep ? { root, comments } : undefined;
}

/** The document from `from` up to the next document marker behind the place where go-yaml gave up. */
function* readRefused(
  text: string,
  { problem, from, root }: Refused,
  comments: readonly YamlComment[],
  /** How many more characters of the text the tolerant reader is given. */
  left: { characters: number },
  isOfUse: ParseOptions['isOfUse'],
): Generator<void, YamlDocument> {
  const to = markerBehind(text, Math.max(problem.to, from + 1)) ?? text.length;
  if (isOfUse?.(text.slice(from, to)) === false) return { from, to, problems: [problem], comments: [] };
  if (to - from > left.characters)
    return { from, to, root, problems: [problem], comments: comments.filter(one => one.from >= from && one.from < to) };
  left.characters -= tolerance(to - from);
  const tolerant = (yield* readWithPackage(text, from, to)).documents;
  const best = tolerant.find(one => one.root) ?? tolerant[0]!;
  return {
    from,
    to,
    root: best.root,
    problems: refusals(problem, best.problems),
    comments: tolerant.flatMap(one => one.comments),
    ...(best.unread ? { unread: best.unread } : {}),
  };
}

/** Where the next line at or behind `at` stands that begins or ends a document. */
export function markerBehind(text: string, at: number): number | undefined {
  const marker = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm;
  marker.lastIndex = at;
  return marker.exec(text)?.index;
}

/** Up to this size a text is given to the fast reader, which makes no pause. */
const fewCharacters = 150_000;

function refusals(first: Problem, others: readonly Problem[]): readonly Problem[] {
  return [first, ...others.filter(other => isFurther(other, first))];
}

/** Whether the tolerant reader's complaint is another mistake and no echo of the first. */
function isFurther(other: Problem, first: Problem): boolean {
  return FURTHER.has(other.code) && other.from > first.to + 1;
}

/** Complaints of the `yaml` package that stand for themselves, wherever the text went wrong before. */
const FURTHER = new Set(['bad-dq-escape', 'tab-as-indent', 'bad-alias']);
