// Text to nodes: the one door to the YAML readers. Layer: yaml.
// What go-yaml accepts is read by its own grammar; a document it refuses gets its tree from the tolerant reader.
import type { Problem } from '../text/span';
import { readWithPackage } from './adapter';
import { readAroundItem } from './around';
import { readPlainBlock } from './fast';
import { readAsGo } from './goParser';
import type { YamlDocument, YamlFlavor, YamlStream } from './node';

export interface ParseOptions {
  /** A refusal with one of these codes ends the stream: its document has no tree, and none follows. */
  readonly until?: ReadonlySet<string>;
  /** Whether the tree of a refused document of this text is of use: without it takes a tenth of the time. */
  readonly isOfUse?: (text: string) => boolean;
}

/**
 * Reads all documents of `text`; never throws. A document's problems are go-yaml's verdict on its syntax: it has some
 * if and only if go-yaml refuses it. Its tree is as good as the text allows. The tools read the first document only,
 * which is for the caller to heed. `flavor`: the go-yaml of Prometheus (v3) or of Alertmanager and Kubernetes (v2), which
 * differ in what they meet behind a document's end and in tabs before comments.
 */
export function parseYaml(text: string, flavor: YamlFlavor = 'v3', { until, isOfUse }: ParseOptions = {}): YamlStream {
  let gaveUp: number | undefined;
  const fast = readPlainBlock(text, at => {
    gaveUp = at;
  });
  if (fast) return { text, documents: [{ from: 0, to: text.length, problems: [], ...fast }] };
  const documents: YamlDocument[] = [];
  for (let from = 0; from < text.length || documents.length === 0; ) {
    const read = readAsGo(text, from, flavor);
    let next = 0;
    for (const one of read.documents) {
      const first = next;
      while (next < read.comments.length && read.comments[next]!.from < one.to) next++;
      documents.push({ ...one, comments: read.comments.slice(first, next) });
    }
    if (!read.refused) {
      if (documents.length === 0) documents.push({ from: 0, to: text.length, problems: [], comments: read.comments });
      break;
    }
    const { problem } = read.refused;
    if (until?.has(problem.code)) {
      documents.push({ from: read.refused.from, to: text.length, problems: [problem], comments: [] });
      break;
    }
    const around = read.refused.from === 0 && gaveUp !== undefined ? readAroundItem(text, gaveUp) : undefined;
    const broken = around
      ? { from: 0, to: text.length, ...around, problems: refusals(problem, around.problems) }
      : readRefused(text, read.refused.from, problem, isOfUse);
    documents.push(broken);
    from = broken.to;
  }
  return { text, documents };
}

/** The document from `from` up to the next document marker behind the place where go-yaml gave up. */
function readRefused(text: string, from: number, problem: Problem, isOfUse: ParseOptions['isOfUse']): YamlDocument {
  const marker = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm;
  marker.lastIndex = Math.max(problem.to, from + 1);
  const next = marker.exec(text)?.index;
  const to = next === undefined || next <= from ? text.length : next;
  if (isOfUse?.(text.slice(from, to)) === false) return { from, to, problems: [problem], comments: [] };
  const tolerant = readWithPackage(text, from, to).documents;
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

function refusals(first: Problem, others: readonly Problem[]): readonly Problem[] {
  return [first, ...others.filter(other => isFurther(other, first))];
}

/** Whether the tolerant reader's complaint is another mistake and no echo of the first. */
function isFurther(other: Problem, first: Problem): boolean {
  return FURTHER.has(other.code) && other.from > first.to + 1;
}

/** Complaints of the `yaml` package that stand for themselves, wherever the text went wrong before. */
const FURTHER = new Set(['bad-dq-escape', 'tab-as-indent', 'bad-alias']);
