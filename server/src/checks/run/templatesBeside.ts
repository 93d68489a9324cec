// Templates that are written into documents: beside a configuration in the same object or values, and in objects of their own,
// which are mounted beside a configuration that stands elsewhere. Layer: checks.

import type { Analysis } from '../../analysis/analysis';
import {
  loading,
  mayBeMounted,
  mayLoad,
  sourceOfText,
  templateCallers,
  templateFacts,
  templateTexts,
} from '../../analysis/templateFacts';
import type { WorkspaceFacts } from '../../analysis/workspaceFacts';
import type { AlertmanagerFile } from '../../model/alertmanager';
import type { SourceDocument } from '../../model/document';
import { isAlertmanager, type Root, type TemplatesBeside, type TemplateText } from '../../model/root';
import { areAllBeside, loadedBeside } from '../../model/templatesOf';
import type { Version } from '../../target/version';
import { comparedTexts, noStatus } from '../../template/compared';
import { alertmanagerTemplates } from '../../template/env';
import type { HandedDots } from '../../template/flow';
import { type ParsedTemplate, parseTemplate } from '../../template/parser';
import { type KnownTemplates, problemOptions } from '../check';
import type { Finding } from '../finding';
import { type CallReader, handedTo } from './calledTemplates';
import type { Collector } from './collector';
import { placeFindings } from './placing';
import {
  faultsWhenSent,
  faultyId,
  knownFrom,
  neverEqualId,
  type TemplatesAround,
  templateFileId,
  unusedId,
  unusedIn,
} from './templateFaults';

/** What the workspace says of templates that a configuration may be loaded with; `workspace` is missing until it is known. */
export function templatesAround(file: AlertmanagerFile, workspace: WorkspaceFacts | undefined): TemplatesAround {
  const names = new Set<string>();
  const reading = new Set<string>();
  if (!workspace) return { names, reading, called: () => [], isComplete: false };
  const how = loading(file);
  const deaf = new Set<string>();
  for (const { text } of templateTexts(workspace)) {
    if (!mayLoad(how, text)) continue;
    for (const { name } of text.defines) {
      names.add(name);
      (text.reading.includes(name) ? reading : deaf).add(name);
    }
  }
  // Of two with the same name either may be the one that counts.
  for (const name of deaf) reading.delete(name);
  return { names, reading, called: () => calledIn(workspace), isComplete: true };
}

function* calledIn(workspace: WorkspaceFacts): Generator<string, void> {
  for (const { calls } of templateCallers(workspace)) yield* calls;
  for (const { text } of templateTexts(workspace)) yield* text.calls;
}

interface ParsedText extends TemplateText {
  readonly parsed: ParsedTemplate;
}

/**
 * Tells the faults of the templates beside a configuration, in the texts that they stand in; gives the names of all templates
 * that its configuration may call.
 */
export function addTemplatesBeside(
  out: Collector,
  file: AlertmanagerFile,
  beside: TemplatesBeside,
  version: Version,
  calls: CallReader,
  around: TemplatesAround,
  into: Finding[],
): KnownTemplates {
  const texts = loadedBeside(file, beside).map(one => parsed(one, version));
  const known = knownFrom(texts, areAllBeside(file), around);
  const { embeddedAs } = file.root;
  const unused = known.names && embeddedAs === 'alertmanager_config' ? unusedIn(texts, file, around) : [];
  const handed = handedTo(
    texts.map(one => one.parsed),
    calls(file),
  );
  for (const text of texts) {
    const source = sourceOfText(text);
    for (const { file: one, define } of unused) {
      const message = `Nothing calls the template \`${define.name}\`.`;
      if (one === text) out.add(unusedId, 'hint', { source, span: define.nameSpan }, message);
    }
    addFaults(out, text, known, handed);
    placeFindings(out.take(), text, 0, into);
  }
  return known;
}

/**
 * Tells the faults of templates in an object of their own, where a configuration or receiver of the workspace calls one of
 * them: without that they may be another program's.
 */
export function addTemplatesApart(
  out: Collector,
  root: Root,
  document: SourceDocument,
  workspace: WorkspaceFacts,
  version: Version,
  analysis: Analysis,
  calls: CallReader,
  into: Finding[],
): void {
  const facts = templateFacts(root, 0);
  const defined = new Set(facts.flatMap(({ defines }) => defines.map(({ name }) => name)));
  const callers = templateCallers(workspace).filter(
    one => facts.some(text => mayBeMounted(one, text)) && one.calls.some(name => defined.has(name)),
  );
  if (callers.length === 0) return;
  const texts = (root.texts ?? [])
    .filter((_, i) => callers.some(one => mayLoad(one, facts[i]!)))
    .map(one => parsed(one, version));
  // What receivers hand over is read where they stand in the same document.
  const files = document.roots.flatMap(one => (isAlertmanager(one) ? analysis.alertmanager(one) : []));
  const isAlone = files.length > 0 && callers.length === files.length;
  const handed = isAlone
    ? handedTo(
        texts.map(one => one.parsed),
        files.flatMap(calls),
      )
    : new Map();
  const reading = new Set([...templateTexts(workspace)].flatMap(({ text }) => text.reading));
  for (const text of texts) {
    addFaults(out, text, { names: undefined, reading }, handed);
    placeFindings(out.take(), text, 0, into);
  }
}

function parsed(text: TemplateText, version: Version): ParsedText {
  return { ...text, parsed: parseTemplate(text.text, alertmanagerTemplates(version)) };
}

function addFaults(out: Collector, text: ParsedText, known: KnownTemplates, handed: HandedDots): void {
  const source = sourceOfText(text);
  for (const problem of text.parsed.problems) {
    const message = `The template file \`${text.name}\` does not parse: ${problem.message}`;
    out.add(templateFileId, 'error', { source, span: problem }, message, problemOptions(problem));
  }
  for (const problem of faultsWhenSent(text.parsed, known, handed)) {
    out.add(faultyId, 'warning', { source, span: problem }, `A notification will fail: ${problem.message}`);
  }
  for (const compared of comparedTexts(text.parsed, handed)) {
    const status = noStatus(compared);
    if (status === undefined) continue;
    const message = `A status is ${status} here and never \`${compared.text}\`.`;
    out.add(neverEqualId, 'warning', { source, span: compared }, message);
  }
}
