// Holds back, while somebody types, what is only not there yet; says it once the typing rests or went on elsewhere.
// One of a connection: a person has one pen. The clock comes in. Layer: lsp.
import type { Finding } from '../checks/finding';
import type { Change } from '../text/change';
import type { Span } from '../text/span';
import type { Host } from './host';
import { isTyped, judgeAt, type Pen, penAfter } from './pen';
import { compare, inOrder, moveSpan } from './standing';

export interface Typing {
  /** A document changed; `isTyped` or not is told from the texts. */
  edited(uri: string, before: string, after: string, change: Change): void;
  /**
   * Of what was found in a document's present version, what may be said now; remembers it as shown. `isUnreadable`: the
   * document holds nothing that is judged.
   */
  present(uri: string, found: readonly Finding[], isUnreadable?: boolean): readonly Finding[];
  /** Whether somebody is typing. */
  isGoingOn(): boolean;
  /** Typing counts as at rest from now on: everything may be said. */
  rest(): void;
  /** A document is not shown any more. */
  forget(uri: string): void;
}

export interface TypingSetup {
  readonly host: Pick<Host, 'after'>;
  /** Typing rests: what was held back may be said. */
  readonly onRest: () => void;
}

/**
 * How long nobody typed when typing rests, in two parts: a process that was held up finds its timer due before it reads the keys
 * that came meanwhile.
 */
const restMilliseconds = [800, 200] as const;

/** From the first key until typing rests. */
interface Burst {
  readonly uri: string;
  pen: Pen;
  /** The lines that were typed on. */
  touched: readonly Span[];
  /** What is being typed makes the document something that cannot be read as a whole. */
  isBroken: boolean;
}

/** What the editor shows of a document, and what changed in it since. */
interface Shown {
  findings: readonly Finding[];
  changes: Change[];
}

/** Nobody types yet. */
export function createTyping({ host, onRest }: TypingSetup): Typing {
  const shown = new Map<string, Shown>();
  let burst: Burst | undefined;
  let cancel = (): void => {};

  const rest = (): void => {
    cancel();
    if (!burst) return;
    burst = undefined;
    onRest();
  };

  const typed = (uri: string, text: string, change: Change): void => {
    if (burst?.uri !== uri) rest();
    cancel();
    cancel = host.after(restMilliseconds[0], () => {
      cancel = host.after(restMilliseconds[1], rest);
    });
    const before = (burst?.touched ?? []).map(lines => moveSpan(lines, [change]));
    const pen = penAfter(text, change);
    burst = { uri, pen, touched: withLines(before, linesOf(text, change)), isBroken: burst?.isBroken ?? false };
  };

  return {
    edited(uri, before, after, change) {
      shown.get(uri)?.changes.push(change);
      if (isTyped(before, after, change)) typed(uri, after, change);
      else rest();
    },
    present(uri, found, isUnreadable = false) {
      const known = shown.get(uri);
      const findings = known && burst ? held(burst, uri, known, found, isUnreadable) : found;
      shown.set(uri, { findings, changes: [] });
      return findings;
    },
    isGoingOn: () => burst !== undefined,
    rest,
    forget: uri => void shown.delete(uri),
  };

  function held(
    now: Burst,
    uri: string,
    known: Shown,
    found: readonly Finding[],
    isUnreadable: boolean,
  ): readonly Finding[] {
    const { fresh, gone } = compare(known.findings, known.changes, found);
    const isHere = now.uri === uri;
    // An action that is not closed may be taken for a hole of a template file, in which little is judged.
    if (isHere) now.isBroken = isUnreadable || now.pen.action !== undefined || [...fresh].some(isError);
    if (!isHere) {
      const known = found.filter(finding => !fresh.has(finding));
      return now.isBroken ? inOrder(known, gone) : known;
    }
    const { isCertain, isHidden } = judgeAt(now.pen, now.touched, found, now.isBroken);
    const said = found.filter(finding => !fresh.has(finding) || isCertain(finding));
    return inOrder(said, gone.filter(isHidden));
  }
}

function isError({ severity }: Finding): boolean {
  return severity === 'error';
}

function linesOf(text: string, { from, to }: Change): Span {
  const end = text.indexOf('\n', to);
  return { from: from === 0 ? 0 : text.lastIndexOf('\n', from - 1) + 1, to: end < 0 ? text.length : end };
}

/** Adds lines to others; those that meet become one span. */
function withLines(spans: readonly Span[], lines: Span): readonly Span[] {
  const apart = spans.filter(({ from, to }) => to + 1 < lines.from || from > lines.to + 1);
  const meeting = spans.filter(span => !apart.includes(span));
  const from = Math.min(lines.from, ...meeting.map(one => one.from));
  return [...apart, { from, to: Math.max(lines.to, ...meeting.map(one => one.to)) }];
}
