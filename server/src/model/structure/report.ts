// Collects problems and knows where each kind of problem stands. Layer: model.
import type { Span } from '../../text/span';
import type { YamlNode, YamlScalar } from '../../yaml/node';
import { type StructureCode, type StructureFix, type StructureProblem, shifted } from './problem';

export interface ReportExtra {
  readonly fix?: StructureFix;
  readonly related?: { readonly span: Span; readonly message: string };
}

export class Report {
  readonly problems: StructureProblem[] = [];

  error(code: StructureCode, at: Span, message: string, extra?: ReportExtra): void {
    this.problems.push({ from: at.from, to: at.to, code, message, severity: 'error', ...extra });
  }

  warning(code: StructureCode, at: Span, message: string, extra?: ReportExtra): void {
    this.problems.push({ from: at.from, to: at.to, code, message, severity: 'warning', ...extra });
  }

  /** What `tell` reports, which is left out of the report. */
  apart(tell: () => void): readonly StructureProblem[] {
    const before = this.problems.length;
    tell();
    return this.problems.splice(before);
  }

  /** Adds problems of a text that begins at `base`. */
  addAt(base: number, problems: readonly StructureProblem[]): void {
    for (const one of problems) this.problems.push(shifted(one, base));
  }

  /** The problems in the order of the text. */
  sorted(): readonly StructureProblem[] {
    return this.problems.sort((a, b) => a.from - b.from || a.to - b.to);
  }
}

/**
 * The characters that stand for a value: the scalar, the first line of a block scalar's text, the first key of a
 * mapping, the first item of a list. What is not written or empty stands on its key.
 */
export function placeOf(node: YamlNode, key?: Span): Span {
  if (node.kind === 'scalar') {
    if (node.value === '') return key ?? node;
    if (node.style !== 'literal' && node.style !== 'folded') return { from: node.from, to: node.to };
    const line = /[^\s].*/.exec(node.value);
    if (!line) return key ?? { from: node.from, to: node.from + 1 };
    return node.map.toFile(line.index, line.index + line[0].trimEnd().length)[0] ?? node;
  }
  if (node.kind === 'alias') return { from: node.from, to: node.to };
  if (node.flow) return { from: node.from, to: node.to };
  if (node.kind === 'map') return node.pairs[0] ? placeOf(node.pairs[0].key) : (key ?? node);
  return node.items[0] ? placeOf(node.items[0], { from: node.from, to: node.from + 1 }) : (key ?? node);
}

/** Where an item of a list stands, an empty text in quotes included; `key` for an item that is not written. */
export function placeOfItem(node: YamlNode, key: Span): Span {
  const written = node.kind === 'scalar' && !node.absent && node.value === '' && node.from < node.to;
  return written ? { from: node.from, to: node.to } : placeOf(node, key);
}

/** The span of `[from, to)` of a scalar's decoded text. */
export function placeIn(node: YamlScalar, from: number, to: number): Span {
  const spans = node.map.toFile(from, Math.max(from, to));
  const first = spans[0] ?? node;
  const last = spans[spans.length - 1] ?? first;
  return { from: first.from, to: last.to };
}
