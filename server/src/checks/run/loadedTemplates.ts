// The template files of an Alertmanager configuration, parsed as Alertmanager parses them when it loads the configuration:
// the faults that make it refuse to start, and the names that receivers may call. Layer: checks.
import { outerSource, scalarSource } from '../../analysis/source';
import type { AlertmanagerFile } from '../../model/alertmanager';
import type { TemplatesBeside } from '../../model/root';
import { fieldValue, itemsOf } from '../../model/structure/fields';
import type { MatchedTemplates, TemplateFile } from '../../model/templateFiles';
import { areAllBeside, baseName, isOwnFile, loadedBeside, templatePatterns } from '../../model/templatesOf';
import type { Version } from '../../target/version';
import { checkTemplate } from '../../template/check';
import { comparedTexts, noStatus } from '../../template/compared';
import { defaultTemplates } from '../../template/defaultTemplates';
import { dotlessCalls, readingDot } from '../../template/dotless';
import { alertmanagerTemplates } from '../../template/env';
import type { HandedDots } from '../../template/flow';
import { type DefinedTemplate, type ParsedTemplate, parseTemplate } from '../../template/parser';
import { walk } from '../../template/walk';
import { lineIndex } from '../../text/lineIndex';
import type { Problem, Span } from '../../text/span';
import { type KnownTemplates, problemOptions, type ReportOptions } from '../check';
import { type CallReader, handedTo } from './calledTemplates';
import type { Collector } from './collector';

/** Gives the files that patterns match, parsed; undefined for a configuration whose place is not known. */
export type TemplateOpener = (patterns: readonly string[]) => readonly OpenedTemplates[];

export interface OpenedTemplates {
  readonly files: readonly (TemplateFile & { readonly parsed: ParsedTemplate })[];
  readonly complete: boolean;
}

/** The id of the errors, and of what fails when a notification is sent. */
const templateFileId = 'alertmanager/invalid-template-file';
const faultyId = 'alertmanager/faulty-template';
const neverEqualId = 'alertmanager/never-equal';
const unusedId = 'alertmanager/unused-template';
const unloadedId = 'alertmanager/unloaded-template';

/** How many faulty files are told for one pattern. */
const faultsPerPattern = 10;

/** Parses files for one version; what was parsed before and did not change is taken over. */
export function createTemplateParser(): (
  matched: readonly MatchedTemplates[],
  version: Version,
) => readonly OpenedTemplates[] {
  const known = new Map<string, ParsedTemplate>();
  return (matched, version) => {
    const before = new Map(known);
    known.clear();
    return matched.map(({ files, complete }) => ({
      complete,
      files: files.map(file => {
        const kept = known.get(file.file) ?? before.get(file.file);
        const isSame = kept?.text === file.text && kept.env.version.minor === version.minor;
        const parsed = isSame ? kept : parseTemplate(file.text, alertmanagerTemplates(version));
        known.set(file.file, parsed);
        return { ...file, parsed };
      }),
    }));
  };
}

/** Where nothing is known of the templates that receivers may call. */
export const noTemplatesKnown: KnownTemplates = { names: undefined, reading: new Set() };

/** The templates that Alertmanager brings along, where there are no others. */
const shippedOnly = (): KnownTemplates => ({ names: defaultTemplates(), reading: new Set() });

/**
 * Tells the faults of a configuration's template files at the patterns that name them; gives the names of all templates
 * that are defined, where every file could be looked at.
 */
export function addTemplateFiles(
  out: Collector,
  file: AlertmanagerFile,
  open: TemplateOpener | undefined,
  calls: CallReader,
): KnownTemplates {
  // An object's receivers call what the configuration is loaded with that the operator puts them into.
  if (file.root.kind === 'alertmanager-config') return noTemplatesKnown;
  const items = itemsOf(fieldValue(file.node, 'templates'));
  const patterns = templatePatterns(file.node);
  if (patterns.length < items.length || file.root.templated) return noTemplatesKnown;
  // The values of a chart are completed by the chart's own, and Mimir's wrapper has its templates beside it.
  if (file.root.holder || file.root.embeddedAs === 'alertmanager_config') return noTemplatesKnown;
  if (patterns.length === 0) return shippedOnly();
  const opened = isOwnFile(file) ? open?.(patterns.map(pattern => pattern.value)) : undefined;
  if (!opened) return noTemplatesKnown;
  const source = outerSource(file.root.region.text);
  if (isOwnFile(file) && open) {
    for (const [i, pattern] of patterns.entries()) {
      if (opened[i]!.files.length > 0) continue;
      const meant = meantInFolder(pattern.value, opened, file, open);
      if (!meant) continue;
      const message = `This matches no file, so no template \`${meant.name}\` is there when a notification is made, and it fails; \`${meant.file}\` defines it: name that file.`;
      out.add(unloadedId, 'warning', { source, span: pattern }, message);
    }
  }
  const named = opened.map(one => one.files.map(({ name, parsed }) => ({ name: baseName(name), parsed })));
  const known = knownFrom(
    named.flat(),
    opened.every(one => one.complete),
  );
  const handed = handedTo(
    named.flat().map(({ parsed }) => parsed),
    calls(file),
  );
  patterns.forEach((pattern, i) => {
    let told = 0;
    for (const one of opened[i]?.files ?? []) {
      if (told >= faultsPerPattern) break;
      const fault = faultOf(one);
      if (fault) {
        told++;
        out.add(templateFileId, 'error', { source, span: pattern }, fault.message, relatedIn(one, fault.span));
        continue;
      }
      for (const problem of faultsWhenSent(one.parsed, known, handed).slice(0, faultsPerPattern - told)) {
        told++;
        const message = `A notification will fail in \`${placeIn(one, problem.from)}\`: ${problem.message}`;
        out.add(faultyId, 'warning', { source, span: pattern }, message, relatedIn(one, problem));
      }
      for (const compared of comparedTexts(one.parsed, handed)) {
        const status = noStatus(compared);
        if (status === undefined || told >= faultsPerPattern) continue;
        told++;
        const message = `In \`${placeIn(one, compared.from)}\` a status is ${status} and never \`${compared.text}\`.`;
        out.add(neverEqualId, 'warning', { source, span: pattern }, message, relatedIn(one, compared));
      }
    }
  });
  if (known.names) {
    const files = opened.flatMap(one => one.files);
    for (const { file: one, define } of unusedIn(files, file)) {
      const at = patterns[opened.findIndex(({ files: some }) => some.includes(one))]!;
      const message = `Nothing calls the template \`${define.name}\` of \`${placeIn(one, define.nameSpan.from)}\`.`;
      const related = [
        { at: { source: outerSource(one.text), span: define.nameSpan }, file: one.file, message: 'Here.' },
      ];
      out.add(unusedId, 'hint', { source, span: at }, message, { related });
    }
  }
  return known;
}

/** A file in the folder of a pattern that matches none, with a template that the configuration calls and no other file has. */
function meantInFolder(
  pattern: string,
  opened: readonly OpenedTemplates[],
  { root }: AlertmanagerFile,
  open: TemplateOpener,
): { readonly name: string; readonly file: string } | undefined {
  // Where an absolute path leads to on another machine nobody knows here.
  if (pattern.startsWith('/') || /^[A-Za-z]:|\\/.test(pattern)) return undefined;
  const slash = pattern.lastIndexOf('/');
  const folder = slash < 0 ? '' : pattern.slice(0, slash + 1);
  if (/[*?[]/.test(folder)) return undefined;
  const loaded = new Set(
    opened.flatMap(({ files }) => files.flatMap(one => one.parsed.defines.map(({ name }) => name))),
  );
  const endings = ['tmpl', 'tpl', 'gotmpl', 'template'].map(ending => `${folder}*.${ending}`);
  for (const { files } of open(endings)) {
    for (const one of files) {
      for (const { name } of one.parsed.defines) {
        const isCalled = [`template "${name}"`, `template \\"${name}\\"`].some(call => root.region.text.includes(call));
        if (isCalled && !loaded.has(name)) return { name, file: `${folder}${baseName(one.name)}` };
      }
    }
  }
  return undefined;
}

/** Templates that files define and neither they nor the configuration call. */
function unusedIn<T extends Pick<NamedTemplate, 'parsed'>>(
  files: readonly T[],
  { root }: AlertmanagerFile,
): readonly { readonly file: T; readonly define: DefinedTemplate }[] {
  const called = new Set<string>();
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

/**
 * Tells the faults of the templates beside a configuration, in the text that it stands in; gives the names of all templates that
 * its configuration may call.
 */
export function addTemplatesBeside(
  out: Collector,
  file: AlertmanagerFile,
  beside: TemplatesBeside,
  version: Version,
  calls: CallReader,
): KnownTemplates {
  const source = outerSource(beside.region.text);
  const parsed = loadedBeside(file, beside).map(({ name, scalar }) => ({
    name,
    scalar,
    parsed: parseTemplate(scalar.value, alertmanagerTemplates(version)),
  }));
  const known = knownFrom(parsed, areAllBeside(file));
  const { embeddedAs } = file.root;
  if (known.names && embeddedAs === 'alertmanager_config') {
    for (const { file: one, define } of unusedIn(parsed, file)) {
      const at = { source: scalarSource(one.scalar, source), span: define.nameSpan };
      out.add(unusedId, 'hint', at, `Nothing calls the template \`${define.name}\`.`);
    }
  }
  const handed = handedTo(
    parsed.map(one => one.parsed),
    calls(file),
  );
  for (const { name, scalar, parsed: one } of parsed) {
    const inner = scalarSource(scalar, source);
    for (const problem of one.problems) {
      const message = `The template file \`${name}\` does not parse: ${problem.message}`;
      out.add(templateFileId, 'error', { source: inner, span: problem }, message, problemOptions(problem));
    }
    for (const problem of faultsWhenSent(one, known, handed)) {
      out.add(faultyId, 'warning', { source: inner, span: problem }, `A notification will fail: ${problem.message}`);
    }
    for (const compared of comparedTexts(one, handed)) {
      const status = noStatus(compared);
      if (status === undefined) continue;
      const message = `A status is ${status} here and never \`${compared.text}\`.`;
      out.add(neverEqualId, 'warning', { source: inner, span: compared }, message);
    }
  }
  return known;
}

interface NamedTemplate {
  readonly name: string;
  readonly parsed: ParsedTemplate;
}

function knownFrom(files: readonly NamedTemplate[], isComplete: boolean): KnownTemplates {
  const names = new Set(defaultTemplates());
  const reading = new Set<string>();
  for (const { name, parsed } of files) {
    names.add(name);
    for (const define of parsed.defines) names.add(define.name);
    for (const one of readingDot(parsed)) reading.add(one);
  }
  return { names: isComplete ? names : undefined, reading };
}

/**
 * What makes a notification fail that comes to a template: calls of what is not there, or without what is read there, and what
 * fails with all that the templates are handed.
 */
function faultsWhenSent(
  parsed: ParsedTemplate,
  { names, reading }: KnownTemplates,
  handed: HandedDots,
): readonly Problem[] {
  if (parsed.problems.length > 0) return [];
  const faults = checkTemplate({ ...parsed, env: { ...parsed.env, named: names } }, handed);
  return [...faults, ...dotlessCalls(parsed, reading)];
}

function relatedIn(
  { text, file }: Pick<TemplateFile, 'text' | 'file'>,
  span: Span | undefined,
): Pick<ReportOptions, 'related'> {
  if (!span) return {};
  return { related: [{ at: { source: outerSource(text), span }, file, message: 'The fault is here.' }] };
}

function placeIn({ name, text }: Pick<TemplateFile, 'name' | 'text'>, offset: number): string {
  return `${name}:${lineIndex(text).position(offset).line + 1}`;
}

function faultOf(
  file: OpenedTemplates['files'][number],
): { message: string; span?: { from: number; to: number } } | undefined {
  if (file.fault !== undefined) {
    return { message: `The pattern matches \`${file.name}\`, which cannot be read: ${file.fault}.` };
  }
  const [problem] = file.parsed.problems;
  if (!problem) return undefined;
  const place = placeIn(file, problem.from);
  return { message: `The template file \`${place}\` does not parse: ${problem.message}`, span: problem };
}
