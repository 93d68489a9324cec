// The template files of an Alertmanager configuration, parsed as Alertmanager parses them when it loads the configuration:
// the faults that make it refuse to start, and the names that receivers may call. Layer: checks.
import { outerSource } from '../../analysis/source';
import type { AlertmanagerFile } from '../../model/alertmanager';
import { fieldValue } from '../../model/structure/fields';
import type { MatchedTemplates, TemplateFile } from '../../model/templateFiles';
import { isOwnFile, templatePatterns } from '../../model/templatesOf';
import type { Version } from '../../target/version';
import { comparedTexts, noStatus } from '../../template/compared';
import { defaultTemplates } from '../../template/defaultTemplates';
import { alertmanagerTemplates } from '../../template/env';
import { type ParsedTemplate, parseTemplate } from '../../template/parser';
import { lineIndex } from '../../text/lineIndex';
import { baseName } from '../../text/paths';
import type { Span } from '../../text/span';
import { itemsOf } from '../../yaml/path';
import type { KnownTemplates, ReportOptions } from '../check';
import { type CallReader, handedTo } from './calledTemplates';
import type { Collector } from './collector';
import {
  faultsWhenSent,
  faultyId,
  knownFrom,
  neverEqualId,
  type TemplatesAround,
  templateFileId,
  unknownTemplates,
  unusedId,
  unusedIn,
} from './templateFaults';

/** Gives the files that patterns match, parsed; undefined for a configuration whose place is not known. */
export type TemplateOpener = (patterns: readonly string[]) => readonly OpenedTemplates[];

export interface OpenedTemplates {
  readonly files: readonly (TemplateFile & { readonly parsed: ParsedTemplate })[];
  readonly complete: boolean;
}

const unloadedId = 'alertmanager/unloaded-template';

/** For so many patterns that match nothing other files are looked at: all files of a folder are read for each. */
const mostLookedFor = 10;

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
  around: TemplatesAround,
): KnownTemplates {
  // An object's receivers call what the configuration is loaded with that the operator puts them into.
  if (file.root.kind === 'alertmanager-config') return unknownTemplates(around);
  const items = itemsOf(fieldValue(file.node, 'templates'));
  const patterns = templatePatterns(file.node);
  if (patterns.length < items.length || file.root.templated) return unknownTemplates(around);
  // The values of a chart are completed by the chart's own, and Mimir's wrapper has its templates beside it.
  if (file.root.holder || file.root.embeddedAs === 'alertmanager_config') return unknownTemplates(around);
  if (patterns.length === 0) return shippedOnly();
  const opened = isOwnFile(file) ? open?.(patterns.map(pattern => pattern.value)) : undefined;
  if (!opened) return unknownTemplates(around);
  const source = outerSource(file.root.region.text);
  if (isOwnFile(file) && open) {
    let looked = 0;
    for (const [i, pattern] of patterns.entries()) {
      if (opened[i]!.files.length > 0) continue;
      if (++looked > mostLookedFor) break;
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
    around,
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
    for (const { file: one, define } of unusedIn(files, file, around)) {
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
