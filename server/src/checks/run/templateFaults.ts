// What is said of the templates that a configuration is loaded with, wherever they stand: which names are known, which nobody
// calls, and what fails once a notification comes to them. Layer: checks.
import type { AlertmanagerFile } from '../../model/alertmanager';
import { checkTemplate } from '../../template/check';
import { defaultTemplates } from '../../template/defaultTemplates';
import { dotlessCalls, readingDot } from '../../template/dotless';
import type { HandedDots } from '../../template/flow';
import type { DefinedTemplate, ParsedTemplate } from '../../template/parser';
import { walk } from '../../template/walk';
import type { Problem } from '../../text/span';
import type { KnownTemplates } from '../check';

/** The ids of the errors, of what fails when a notification is sent, and of what is there for nothing. */
export const templateFileId = 'alertmanager/invalid-template-file';
export const faultyId = 'alertmanager/faulty-template';
export const neverEqualId = 'alertmanager/never-equal';
export const unusedId = 'alertmanager/unused-template';

/** A file of templates, parsed. */
export interface NamedTemplate {
  readonly name: string;
  readonly parsed: ParsedTemplate;
}

/** What other documents of the workspace say of templates that a configuration may be loaded with. */
export interface TemplatesAround {
  /** What texts define that it may load. */
  readonly names: ReadonlySet<string>;
  /** Those of them that read what they are handed. */
  readonly reading: ReadonlySet<string>;
  /** What anybody calls. */
  readonly called: () => Iterable<string>;
  /** Whether all documents were looked at. */
  readonly isComplete: boolean;
}

/** Where nothing is known of the templates that receivers may call, but for those in other documents. */
export function unknownTemplates({ reading }: TemplatesAround): KnownTemplates {
  return { names: undefined, reading };
}

/** The templates that receivers may call: those of `files`, and those of other documents. */
export function knownFrom(
  files: readonly NamedTemplate[],
  isComplete: boolean,
  around: TemplatesAround,
): KnownTemplates {
  const names = new Set([...defaultTemplates(), ...around.names]);
  const reading = new Set(around.reading);
  for (const { name, parsed } of files) {
    names.add(name);
    for (const define of parsed.defines) names.add(define.name);
    for (const one of readingDot(parsed)) reading.add(one);
  }
  return { names: isComplete && around.isComplete ? names : undefined, reading };
}

/**
 * What makes a notification fail that comes to a template: calls of what is not there, or without what is read there, and what
 * fails with all that the templates are handed.
 */
export function faultsWhenSent(
  parsed: ParsedTemplate,
  { names, reading }: KnownTemplates,
  handed: HandedDots,
): readonly Problem[] {
  if (parsed.problems.length > 0) return [];
  const faults = checkTemplate({ ...parsed, env: { ...parsed.env, named: names } }, handed);
  return [...faults, ...dotlessCalls(parsed, reading)];
}

/** Templates that files define and that neither they nor the configuration nor anybody else in the workspace calls. */
export function unusedIn<T extends Pick<NamedTemplate, 'parsed'>>(
  files: readonly T[],
  { root }: AlertmanagerFile,
  around: TemplatesAround,
): readonly { readonly file: T; readonly define: DefinedTemplate }[] {
  if (!around.isComplete) return [];
  const called = new Set(around.called());
  for (const { parsed } of files) {
    walk(parsed.nodes, node => {
      if (node.kind === 'template') called.add(node.name);
      return true;
    });
  }
  const shipped = defaultTemplates();
  // A name in the configuration's text, however it is written there, may be a call.
  const isUsed = (name: string): boolean => called.has(name) || shipped.has(name) || root.region.text.includes(name);
  const unused = files.flatMap(file =>
    file.parsed.defines.filter(({ name }) => !isUsed(name)).map(define => ({ file, define })),
  );
  return unused.slice(0, mostUnused);
}

/** Of a library of templates most may be for others. */
const mostUnused = 10;
