// The template files of an Alertmanager configuration, parsed as Alertmanager parses them when it loads the configuration:
// the faults that make it refuse to start, and the names that receivers may call. Layer: checks.
import { outerSource, scalarSource } from '../../analysis/source';
import type { AlertmanagerFile } from '../../model/alertmanager';
import type { TemplatesBeside } from '../../model/root';
import { fieldValue, itemsOf } from '../../model/structure/fields';
import { isNull } from '../../model/structure/scalars';
import type { MatchedTemplates, TemplateFile } from '../../model/templateFiles';
import type { Version } from '../../target/version';
import { defaultTemplates } from '../../template/defaultTemplates';
import { alertmanagerTemplates } from '../../template/env';
import { type ParsedTemplate, parseTemplate } from '../../template/parser';
import { lineIndex } from '../../text/lineIndex';
import type { YamlScalar } from '../../yaml/node';
import { follow } from '../../yaml/path';
import { problemOptions } from '../check';
import type { Collector } from './collector';

/** Gives the files that patterns match, parsed; undefined for a configuration whose place is not known. */
export type TemplateOpener = (patterns: readonly string[]) => readonly OpenedTemplates[];

export interface OpenedTemplates {
  readonly files: readonly (TemplateFile & { readonly parsed: ParsedTemplate })[];
  readonly complete: boolean;
}

/** The id of the errors. */
const templateFileId = 'alertmanager/invalid-template-file';

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

/**
 * Tells the faults of a configuration's template files at the patterns that name them; gives the names of all templates
 * that are defined, undefined where some file could not be looked at.
 */
export function addTemplateFiles(
  out: Collector,
  file: AlertmanagerFile,
  open: TemplateOpener | undefined,
): ReadonlySet<string> | undefined {
  // An object's receivers call what the configuration is loaded with that the operator puts them into.
  if (file.root.kind === 'alertmanager-config') return undefined;
  const items = file.node ? itemsOf(fieldValue(file.node, 'templates')) : [];
  const patterns = items.flatMap(item => patternOf(follow(item)));
  if (patterns.length < items.length || file.root.templated) return undefined;
  // The values of a chart are completed by the chart's own, and Mimir's wrapper has its templates beside it.
  if (file.root.holder || file.root.embeddedAs === 'alertmanager_config') return undefined;
  if (patterns.length === 0) return defaultTemplates();
  const opened = isOwnFile(file) ? open?.(patterns.map(pattern => pattern.value)) : undefined;
  if (!opened) return undefined;
  const source = outerSource(file.root.region.text);
  const names = new Set(defaultTemplates());
  patterns.forEach((pattern, i) => {
    let told = 0;
    for (const one of opened[i]?.files ?? []) {
      names.add(one.name.slice(one.name.lastIndexOf('/') + 1));
      for (const { name } of one.parsed.defines) names.add(name);
      const fault = faultOf(one);
      if (!fault || told++ >= faultsPerPattern) continue;
      const { span } = fault;
      out.add(templateFileId, 'error', { source, span: pattern }, fault.message, {
        ...(span
          ? {
              related: [{ at: { source: outerSource(one.text), span }, file: one.file, message: 'The fault is here.' }],
            }
          : {}),
      });
    }
  });
  return opened.every(one => one.complete) ? names : undefined;
}

/**
 * Tells the faults of the templates beside a configuration, in the text that it stands in; gives the names of all templates that
 * its configuration may call.
 */
export function addTemplatesBeside(
  out: Collector,
  { region, files }: Pick<TemplatesBeside, 'region' | 'files'>,
  version: Version,
): ReadonlySet<string> {
  const source = outerSource(region.text);
  const names = new Set(defaultTemplates());
  for (const { name, scalar } of files) {
    const { problems, defines } = parseTemplate(scalar.value, alertmanagerTemplates(version));
    names.add(name);
    for (const one of defines) names.add(one.name);
    for (const problem of problems) {
      const at = { source: scalarSource(scalar, source), span: problem };
      const message = `The template file \`${name}\` does not parse: ${problem.message}`;
      out.add(templateFileId, 'error', at, message, problemOptions(problem));
    }
  }
  return names;
}

function patternOf(node: ReturnType<typeof follow>): readonly YamlScalar[] {
  return node?.kind === 'scalar' && !isNull(node, 'v2') ? [node] : [];
}

/** Whether Alertmanager would find the files beside this one. */
function isOwnFile({ root }: AlertmanagerFile): boolean {
  return root.region.kind === 'file' && root.index === 0 && root.embeddedAs === undefined;
}

function faultOf(
  file: OpenedTemplates['files'][number],
): { message: string; span?: { from: number; to: number } } | undefined {
  if (file.fault !== undefined) {
    return { message: `The pattern matches \`${file.name}\`, which cannot be read: ${file.fault}.` };
  }
  const [problem] = file.parsed.problems;
  if (!problem) return undefined;
  const line = lineIndex(file.text).position(problem.from).line + 1;
  return { message: `The template file \`${file.name}:${line}\` does not parse: ${problem.message}`, span: problem };
}
