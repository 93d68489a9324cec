// Runs checks behind one border and keeps what they report as findings in the text of the unit they were asked about.
// Layer: checks (below the engine).
import type { FailureLog } from '../../analysis/analysis';
import type { Located, Source } from '../../analysis/source';
import { editOutermost, scopeOf, toOutermost } from '../../analysis/source';
import { finish } from '../../text/slices';
import type { Span } from '../../text/span';
import type { TextEdit } from '../../text/textMap';
import type { Awaits, Check, Context, ReportOptions, Severity, Supplies, Units } from '../check';

/** A finding in offsets of a unit's outermost text. */
export interface UnitFinding extends Span {
  readonly check: string;
  readonly severity: Severity;
  readonly message: string;
  /** Template holes in here make it doubtful. */
  readonly scope: readonly Span[];
  readonly related: readonly (Span & { readonly file?: string; readonly message: string })[];
  readonly fixes: readonly { readonly title: string; readonly safe: boolean; readonly edits: readonly TextEdit[] }[];
  readonly awaits?: Awaits;
}

/** Id of the notice that stands for a check that failed. */
export const checkFailed = 'internal/check-failed';

export type AnyContext = Context<Readonly<Record<string, string>>, keyof Supplies>;

/** What most units give: one object for all of them. */
const none: readonly UnitFinding[] = [];

export interface Placed {
  readonly source: Source;
}

/** What checks concluded from a whole workspace, from one document or a part of it, kept as long as its facts are the same. */
export type SharedConclusions = WeakMap<object, Map<Check, unknown>>;

/** Collects the reports of checks that are run one after the other on units of one outermost text. */
export class Collector {
  private findings: UnitFinding[] = [];
  private check: Check | undefined;
  private place: Placed | undefined;
  private readonly context: AnyContext;

  constructor(
    supplies: Supplies,
    private readonly onFailure: FailureLog,
    private readonly conclusions: SharedConclusions = new WeakMap(),
    /** What a check says of all its findings. */
    private readonly awaitsOf: (check: string) => Awaits | undefined = () => undefined,
  ) {
    // One context for all checks: what a check may see of it is decided by its `needs` when it is compiled.
    this.context = {
      ...supplies,
      report: (at, message, data, options) =>
        this.report(at, message, data as Record<string, string | number>, options),
      shared: make => this.shared(supplies.workspace, make),
      ofDocument: (facts, make) => this.shared(facts, () => make(facts)),
      ofPart: (part, make) => this.shared(part, make),
    };
  }

  /** Runs one check on one unit; `place` has the text that plain spans are in, asked for when there is something to say. */
  run<U extends keyof Units>(check: Check, place: Placed, unit: Units[U]): void {
    this.check = check;
    this.place = place;
    const before = this.findings.length;
    try {
      // Most checks are no generators, and are run for every part of a long file.
      const work = check.run(unit as never, this.context);
      if (work) finish(work);
    } catch (error) {
      this.forget(before, check, place, error);
    }
  }

  /** The same in slices, where the check makes any; nothing else may be collected until it is through. */
  *runInSlices<U extends keyof Units>(check: Check, place: Placed, unit: Units[U]): Generator<void, void> {
    this.check = check;
    this.place = place;
    const before = this.findings.length;
    try {
      const work = check.run(unit as never, this.context);
      if (work) yield* work;
    } catch (error) {
      this.forget(before, check, place, error);
    }
  }

  /** A check failed: what it said before is not to be trusted either. */
  private forget(before: number, { id }: Check, { source }: Placed, error: unknown): void {
    this.findings.length = before;
    this.fail(id, source, error);
  }

  /** Runs checks one after the other on one unit; one that fails does not keep the others from it. */
  runAll<U extends keyof Units>(checks: readonly Check[], place: Placed, unit: Units[U]): void {
    this.place = place;
    let before = this.findings.length;
    for (let i = 0; i < checks.length; ) {
      try {
        // Entering the border for every check would cost as much as most of them do.
        for (; i < checks.length; i++) {
          const check = (this.check = checks[i]!);
          before = this.findings.length;
          check.run(unit as never, this.context);
        }
      } catch (error) {
        this.findings.length = before;
        this.fail(checks[i]!.id, place.source, error);
        i++;
      }
    }
  }

  private shared<T>(facts: object, make: () => T): T {
    const check = this.check!;
    let known = this.conclusions.get(facts);
    if (!known) this.conclusions.set(facts, (known = new Map()));
    let conclusion = known.get(check);
    if (conclusion === undefined && !known.has(check)) known.set(check, (conclusion = make()));
    return conclusion as T;
  }

  /** Tells of a failure: once in the log, and as a notice at the start of the text. */
  fail(id: string, source: Source, error: unknown): void {
    this.onFailure(id, error);
    this.add(checkFailed, 'info', { source, span: { from: 0, to: 0 } }, failureText(id));
  }

  /** Adds a problem that a parser found. */
  add(
    check: string,
    severity: Severity,
    at: Located,
    message: string,
    options: ReportOptions = {},
    editsIn: Source = at.source,
  ): void {
    const { span } = toOutermost(at);
    const awaits = options.awaits ?? this.awaitsOf(check);
    this.findings.push({
      check,
      severity,
      message,
      from: span.from,
      to: span.to,
      scope: [at, ...(options.restsOn ?? [])].map(scopeOf),
      related: (options.related ?? []).map(related => ({
        ...(related.file !== undefined ? { file: related.file, ...related.at.span } : toOutermost(related.at).span),
        message: related.message,
      })),
      fixes: fixesOf(editsIn, options),
      ...(awaits ? { awaits } : {}),
    });
  }

  /** The findings so far; the collector begins anew. */
  take(): readonly UnitFinding[] {
    const taken = this.findings;
    if (taken.length === 0) return none;
    this.findings = [];
    return taken.slice();
  }

  private report(
    at: Located | Span,
    key: string,
    data: Record<string, string | number>,
    options?: ReportOptions,
  ): void {
    const check = this.check!;
    const { source } = this.place!;
    const located = 'source' in at ? at : { source, span: { from: at.from, to: at.to } };
    const severity = options?.severity && options.severity !== 'error' ? options.severity : check.severity;
    this.add(check.id, severity, located, fill(check.messages[key] ?? key, data), options, source);
  }
}

function fixesOf(source: Source, { fix }: ReportOptions): UnitFinding['fixes'] {
  if (!fix) return [];
  const edits = fix.edits.map(({ at, newText }) => editOutermost('source' in at ? at : { source, span: at }, newText));
  // An edit that cannot be placed with certainty makes the whole fix uncertain: none is offered.
  if (edits.length === 0 || !edits.every(edit => edit !== undefined)) return [];
  const ordered = [...edits].sort((a, b) => a.from - b.from || a.to - b.to);
  if (ordered.some((edit, i) => i > 0 && edit.from < ordered[i - 1]!.to)) return [];
  return [{ title: fix.title, safe: fix.safe, edits: ordered }];
}

function fill(text: string, data: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(data, name) ? String(data[name]) : whole));
}

function failureText(id: string): string {
  return `The check \`${id}\` failed on this document; its findings are missing. The log has the details.`;
}
