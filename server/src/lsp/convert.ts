// The only place where offsets become protocol positions and findings become diagnostics. Layer: lsp.
import {
  type CodeDescription,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type Range,
  type TextEdit as WireEdit,
} from 'vscode-languageserver';
import type { Severity } from '../checks/check';
import type { Finding } from '../checks/finding';
import { lazy } from '../text/lazy';
import { type LineIndex, underlined } from '../text/lineIndex';
import { visible } from '../text/printable';
import type { Span } from '../text/span';
import type { TextEdit } from '../text/textMap';

/** `source` of every diagnostic. */
const diagnosticSource = 'ml-alert-rules';

/** What places in other files need: their lines, as far as they are known. */
export interface ConvertContext {
  readonly uri: string;
  readonly lines: LineIndex;
  /** Lines of another file that a finding names. */
  linesOf(file: string): LineIndex | undefined;
  /** URI of the folder with the checks' pages, without a slash at the end. */
  readonly docs?: string;
}

const severities = lazy(
  (): Readonly<Record<Severity, DiagnosticSeverity>> => ({
    error: DiagnosticSeverity.Error,
    warning: DiagnosticSeverity.Warning,
    info: DiagnosticSeverity.Information,
    hint: DiagnosticSeverity.Hint,
  }),
);

/** A span as a range of the protocol. */
export function rangeOf(span: Span, lines: LineIndex): Range {
  return { start: lines.position(span.from), end: lines.position(span.to) };
}

/** A finding as the protocol's diagnostic. */
export function diagnosticOf(finding: Finding, context: ConvertContext): Diagnostic {
  const { check, severity, message, related } = finding;
  const page = codeDescription(check, context.docs);
  const information = related.flatMap(place => {
    const uri = place.file ?? context.uri;
    const lines = place.file === undefined ? context.lines : context.linesOf(place.file);
    return lines
      ? [{ location: { uri, range: rangeOf(underlined(place, lines.text), lines) }, message: visible(place.message) }]
      : [];
  });
  return {
    range: rangeOf(underlined(finding, context.lines.text), context.lines),
    severity: severities()[severity],
    code: check,
    ...(page ? { codeDescription: page } : {}),
    source: diagnosticSource,
    message: visible(message),
    ...(check === 'comments/unused-suppression' ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(check.includes('deprecated') ? { tags: [DiagnosticTag.Deprecated] } : {}),
    ...(information.length > 0 ? { relatedInformation: information } : {}),
  };
}

/**
 * How many findings of a document are sent. VS Code shows no more of one file either, and a message of megabytes at each
 * keystroke holds up everything behind it.
 */
const mostShown = 1000;

/** The findings of a file as the editor gets them: of very many the most severe. */
export function diagnosticsOf(findings: readonly Finding[], context: ConvertContext): Diagnostic[] {
  const foreign = new Map<string, LineIndex | undefined>();
  const linesOf = (file: string): LineIndex | undefined => {
    if (!foreign.has(file)) foreign.set(file, context.linesOf(file));
    return foreign.get(file);
  };
  const told = withFewHints(findings);
  const shown = told.length > mostShown ? mostSevere(told) : told;
  const diagnostics = shown.map(finding => diagnosticOf(finding, { ...context, linesOf }));
  if (shown.length < told.length) diagnostics.push(leftOut(shown.length, told.length));
  return diagnostics;
}

/** How many hints of one check are sent: who has named two thousand series otherwise has read it by then. */
const mostHints = 50;

function withFewHints(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= mostHints) return findings;
  const seen = new Map<string, number>();
  return findings.filter(({ severity, check }) => {
    if (severity !== 'hint') return true;
    const count = (seen.get(check) ?? 0) + 1;
    seen.set(check, count);
    return count <= mostHints;
  });
}

/** As many as are sent: errors before warnings before the rest, in the order of the text. */
function mostSevere(findings: readonly Finding[]): readonly Finding[] {
  const chosen = new Set<Finding>();
  for (const severity of ['error', 'warning', 'info', 'hint'] as const) {
    for (const finding of findings) {
      if (chosen.size >= mostShown) break;
      if (finding.severity === severity) chosen.add(finding);
    }
  }
  return findings.filter(finding => chosen.has(finding));
}

function leftOut(shown: number, all: number): Diagnostic {
  const start = { line: 0, character: 0 };
  return {
    range: { start, end: start },
    severity: DiagnosticSeverity.Information,
    source: diagnosticSource,
    message: `The ${shown} most severe findings of ${all} are shown; the command line lists them all.`,
  };
}

/** Edits of a text as the protocol has them. */
export function editsOf(edits: readonly TextEdit[], lines: LineIndex): WireEdit[] {
  return edits.map(edit => ({ range: rangeOf(edit, lines), newText: edit.newText }));
}

function codeDescription(check: string, docs: string | undefined): CodeDescription | undefined {
  return docs === undefined ? undefined : { href: `${docs}/${check}.md` };
}
