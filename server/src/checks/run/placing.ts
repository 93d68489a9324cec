// From a unit's text to the file: the one step that depends on where a unit stands. Layer: checks.

import type { SourceDocument } from '../../model/document';
import { touchesHole } from '../../model/holes/holes';
import { editFile, fromFile, placeSpan, type Region } from '../../model/region';
import { type Span, shiftedSpan } from '../../text/span';
import type { Finding, FindingFix } from '../finding';
import { type Ground, isQuoted, mayBeBrought, restsOnHole } from './absence';
import type { UnitFinding } from './collector';

/** How many findings are placed between two yields: among holes each is asked about the lines around it. */
function placedPerSlice({ holes }: Pick<Ground, 'holes'>): number {
  return holes.length > 0 ? 6 : 48;
}

/** A unit's findings in file offsets, in slices; `base` is where the unit's text begins in the ground's text. */
export function* placeInSlices(
  findings: readonly UnitFinding[],
  ground: Ground,
  base: number,
  into: Finding[],
): Generator<void, void> {
  const perSlice = placedPerSlice(ground);
  for (let from = 0; from < findings.length; from += perSlice) {
    if (from > 0) yield;
    placeFindings(findings.slice(from, from + perSlice), ground, base, into);
  }
}

/** Findings of a part of what stands together (rules of a group, receivers), in a text that begins `offset` after its first character. */
export interface PartFindings {
  readonly offset: number;
  readonly findings: readonly UnitFinding[];
}

/** Findings of parts where they stood last. */
export type PlacedParts = WeakMap<
  readonly PartFindings[],
  { readonly base: number; readonly findings: readonly Finding[] }
>;

/** Places findings of parts, those that moved since the last time alone: an edit moves what stands behind it. */
export class Placer {
  private readonly canKeep: boolean;
  private readonly perSlice: number;
  private seen = 0;

  constructor(
    private readonly ground: Ground,
    private readonly placed: PlacedParts,
    private readonly into: Finding[],
  ) {
    // Inside another text, and among holes of a template engine, the place of what stands together does not tell all.
    this.canKeep = !ground.region.map && ground.holes.length === 0;
    this.perSlice = placedPerSlice(ground);
  }

  /** Whether all of the parts are where they were: then they are placed. */
  known(parts: readonly PartFindings[], base: number): boolean {
    if (parts.length === 0) return true;
    const known = this.canKeep ? this.placed.get(parts) : undefined;
    if (known?.base !== base) return false;
    for (const finding of known.findings) this.into.push(finding);
    return true;
  }

  /** Places all of the parts, in slices; `base` is where their text begins in the ground's text. */
  *place(parts: readonly PartFindings[], base: number): Generator<void, void> {
    const { ground, into, perSlice } = this;
    const first = into.length;
    for (const { offset, findings } of parts) {
      if (++this.seen % perSlice === 0) yield;
      if (findings.length <= perSlice) placeFindings(findings, ground, base + offset, into);
      else yield* placeInSlices(findings, ground, base + offset, into);
    }
    if (this.canKeep) this.placed.set(parts, { base, findings: into.slice(first) });
  }
}

/** A unit's findings in file offsets; `base` is where the unit's text begins in the ground's text. */
export function placeFindings(findings: readonly UnitFinding[], ground: Ground, base: number, into: Finding[]): void {
  for (const finding of findings) {
    // What the masking of a template hole may have made is no finding about the file that comes out of it.
    const { holes } = ground;
    if (holes.length > 0) {
      if (finding.scope.some(span => restsOnHole(shiftedSpan(span, base), ground)) && !isSure(finding, ground, base))
        continue;
      if (mayBeBrought(finding.awaits, shiftedSpan(finding, base), ground)) continue;
    }
    into.push(placeFinding(finding, ground.region, base));
  }
}

/** Findings whose offsets are the file's, of a document that may have template holes; in slices. */
export function* placeInFile(
  findings: readonly UnitFinding[],
  { region, masked }: Pick<SourceDocument, 'region' | 'masked'>,
  into: Finding[],
): Generator<void, void> {
  const perSlice = placedPerSlice(masked ?? { holes: [] });
  for (const [i, finding] of findings.entries()) {
    if (i % perSlice === perSlice - 1) yield;
    if (masked && !aboutHoles.has(finding.check) && isDoubtful(finding, masked)) continue;
    into.push(placeFinding(finding, region, 0));
  }
}

/** Checks of what stands in the holes themselves. */
const aboutHoles: ReadonlySet<string> = new Set(['template/taken-by-engine', 'template/unescaped-for-helm']);

/** Whether a hole may have made a finding of the file, by what it is about and by what it misses. */
function isDoubtful({ awaits, scope, from, to }: UnitFinding, ground: Ground): boolean {
  const inGround = (span: Span): Span | undefined => {
    const [start, end] = [fromFile(ground.region, span.from), fromFile(ground.region, span.to)];
    return start === undefined || end === undefined ? undefined : { from: start, to: end };
  };
  const at = inGround({ from, to });
  if (!at || mayBeBrought(awaits, at, ground)) return true;
  return scope.some(span => {
    const placed = inGround(span);
    return !placed || restsOnHole(placed, ground);
  });
}

/** Whether an expression is refused whatever stands in its holes: these are parts of its texts, and the fault is elsewhere. */
function isSure({ check, severity, scope, from, to }: UnitFinding, ground: Ground, base: number): boolean {
  if (severity !== 'error' || !check.startsWith('promql/')) return false;
  return (
    !touchesHole(ground.holes, shiftedSpan({ from, to }, base)) &&
    scope.every(span => isQuoted(shiftedSpan(span, base), ground))
  );
}

function placeFinding(finding: UnitFinding, region: Region, base: number): Finding {
  const { check, severity, message, related, fixes, awaits } = finding;
  return {
    check,
    severity,
    message: region.kind === 'base64' ? withLine(message, finding.from + base, region) : message,
    ...placeSpan(shiftedSpan(finding, base), region),
    // Most have neither, and thousands are placed at each edit.
    related:
      related.length === 0
        ? none
        : related.map(place =>
            place.file !== undefined
              ? place
              : { ...placeSpan(shiftedSpan(place, base), region), message: place.message },
          ),
    fixes: fixes.length === 0 ? none : fixes.flatMap(fix => placeFix(fix, region, base)),
    ...(awaits ? { awaits } : {}),
  };
}

const none: readonly never[] = [];

/** In base64 all findings stand at the whole value: the line of the decoded text tells them apart. */
function withLine(message: string, offset: number, { lines }: Region): string {
  if (!lines) return message;
  const line = lines().position(offset).line + 1;
  return `Line ${line} of the decoded text: ${message}`;
}

function placeFix(fix: UnitFinding['fixes'][number], region: Region, base: number): readonly FindingFix[] {
  // An action that is written into the template of another engine would be that engine's.
  if (fix.edits.some(({ newText }) => newText.includes('{{')) && isMasked(region)) return [];
  const edits = fix.edits.map(edit => editFile(region, { ...shiftedSpan(edit, base), newText: edit.newText }));
  return edits.every(edit => edit !== undefined) ? [{ title: fix.title, safe: fix.safe, edits }] : [];
}

function isMasked(region: Region | undefined): boolean {
  return region !== undefined && (region.kind === 'masked' || isMasked(region.parent));
}
