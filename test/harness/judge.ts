// Judges samples as the command line would: files of one workspace in, findings with lines and characters out.
import { loadCatalog } from '../../server/src/catalog/lookup';
import type { Check } from '../../server/src/checks/check';
import type { Finding } from '../../server/src/checks/finding';
import { type ConfigLayer, resolveConfig } from '../../server/src/config/config';
import { hasGlob, matchesGlob } from '../../server/src/go/glob';
import { type Live, type LiveAnswers, type LiveQuestion, questionKey } from '../../server/src/live/live';
import type { OpenOptions } from '../../server/src/model/document';
import type { TemplateReader } from '../../server/src/model/templateFiles';
import { createService, type Service } from '../../server/src/service';
import { type LinePosition, lineIndex } from '../../server/src/text/lineIndex';
import { finish } from '../../server/src/text/slices';
import { useOf } from '../../server/src/workspace/fileUse';
import type { Sample } from '../../tools/page';

export interface JudgedFinding extends Finding {
  readonly file: string;
  readonly start: LinePosition;
  readonly end: LinePosition;
}

export interface JudgeOptions extends OpenOptions {
  readonly config?: ConfigLayer;
  readonly service?: Service;
}

/** The shipped catalogue, read once for all tests of a process. */
export const shippedCatalog = loadCatalog();

/** A service whose failing checks fail the test. */
export function testService(checks?: readonly Check[]): Service {
  return createService({
    catalog: shippedCatalog,
    ...(checks ? { checks } : {}),
    today: () => '2026-01-01',
    onFailure: (id, error) => {
      throw new Error(`the check ${id} failed`, { cause: error });
    },
  });
}

/** How a sample of a page wants to be judged, by the words behind its fence. */
export function optionsOf({ options }: Sample): JudgeOptions {
  const as = options.get('as') as JudgeOptions['as'];
  const features = options.get('features');
  const external = options.get('externalLabels')?.split(',');
  return {
    ...(as ? { as } : {}),
    config: {
      ...(options.has('prometheus') ? { prometheus: options.get('prometheus')! } : {}),
      ...(options.has('alertmanager') ? { alertmanager: options.get('alertmanager')! } : {}),
      ...(features ? { features: features === 'all' ? 'all' : features.split(',') } : {}),
      ...(external ? { externalLabels: Object.fromEntries(external.map(name => [name, `its-${name}`])) } : {}),
    },
  };
}

let shared: Service | undefined;

/** All findings of a workspace's files, by file and place. Without a service of its own by one that others used before. */
export function judgeFiles(
  files: readonly { readonly name: string; readonly text: string }[],
  options: JudgeOptions = {},
): readonly JudgedFinding[] {
  const { as } = options;
  const openOptions = as === undefined ? {} : { as };
  const service = options.service ?? (shared ??= testService());
  const templates = files.filter(({ name }) => isTemplate(name));
  const live = files.flatMap(file => (isLive(file.name) ? [liveOf(file)] : []))[0];
  const workspace = service.workspace(resolveConfig([options.config ?? {}]), {
    templates: readerOf(templates),
    pathOf: name => name,
    files: (_, patterns) =>
      patterns.map(pattern => ({
        files: files
          .map(({ name }) => name)
          .filter(name => (hasGlob(pattern) ? matchesGlob(pattern, name) : pattern === name)),
        // A sample of one file says nothing of those around it.
        complete: files.length > 1 && !pattern.includes('/'),
      })),
  });
  for (const { name, text } of files) {
    if (useOf(name) === 'define') workspace.define(name, text);
    else if (!isTemplate(name) && !isLive(name))
      workspace.put(name, service.open(text, undefined, { ...service.openOptions(workspace, name), ...openOptions }));
  }
  return files.flatMap(({ name, text }) => {
    const lines = lineIndex(text);
    const work = service.analyse(workspace, name);
    let step = work.next();
    while (!step.done) step = work.next();
    const told = live ? finish(service.live(workspace, name, live)) : [];
    return [...step.value, ...told].map(finding => ({
      ...finding,
      file: name,
      start: lines.position(finding.from),
      end: lines.position(finding.to),
    }));
  });
}

function isLive(name: string): boolean {
  return name.endsWith('.live');
}

/**
 * The server that a sample's file describes, called like the file: a line for each answer, `<kind> <subject> <JSON>`. What is not
 * told is not known.
 */
function liveOf({ name, text }: { readonly name: string; readonly text: string }): Live {
  const answers = new Map<string, unknown>();
  for (const line of text.split('\n').filter(Boolean)) {
    const [, kind, subject, json] = /^(\w+) (.*?)(?: (\{.*\}))?$/.exec(line)!;
    const base = kind === 'metric' ? { types: [], help: '', unit: '', series: 0, seen: 'unknown' } : {};
    const question = { kind, subject } as LiveQuestion;
    answers.set(questionKey(question), { ...base, ...(JSON.parse(json ?? '{}') as object) });
  }
  return {
    server: name.slice(0, name.lastIndexOf('.')),
    generation: 1,
    ask: <Q extends LiveQuestion>(question: Q) =>
      answers.get(questionKey(question)) as LiveAnswers[Q['kind']] | undefined,
  };
}

function isTemplate(name: string): boolean {
  return /\.(?:tmpl|tpl)$/.test(name);
}

/** Finds template files among the sample's: patterns with wildcards in the last part, as the target reads them. */
function readerOf(files: readonly { readonly name: string; readonly text: string }[]): TemplateReader {
  return (_, patterns) =>
    patterns.map(pattern => {
      const found = files.filter(({ name }) => (hasGlob(pattern) ? matchesGlob(pattern, name) : pattern === name));
      return { files: found.map(({ name, text }) => ({ file: name, name, text })), complete: found.length > 0 };
    });
}

/** The findings of one YAML text. */
export function judgeText(text: string, options: JudgeOptions = {}): readonly JudgedFinding[] {
  return judgeFiles([{ name: 'sample.yaml', text }], options);
}
