// `ml-alert-rules test`: promtool's unit tests of rules, without promtool. Layer: cli.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { breaksOneTest } from '../../checks/run/unitTestFiles';
import { resolveConfig } from '../../config/config';
import { decodeBytes } from '../../files/decode';
import { openTemplateFiles } from '../../files/matchedFiles';
import { isBelow, readNamed } from '../../files/read';
import { createService, type Service } from '../../service';
import { lineIndex } from '../../text/lineIndex';
import { finish } from '../../text/slices';
import { passes } from '../../unittest/results';
import type { RunChoice } from '../../unittest/runFile';
import type { Workspace } from '../../workspace/workspace';
import { oneOf, parseArguments, UsageError } from '../args';
import { configLayers, type LayersFor } from '../configuration';
import { complain, stackOf, write } from '../output';
import { testJson } from '../reporters/testJson';
import { testJunit } from '../reporters/testJunit';
import type { TestReport } from '../reporters/testReport';
import { testText } from '../reporters/testText';

const options = {
  format: 'value',
  run: 'value',
  coverage: 'flag',
  prometheus: 'value',
  'enable-feature': 'value',
  config: 'value',
} as const;

const reporters = { text: testText, json: testJson, junit: testJunit } as const;

/** Of a file, in bytes. */
const sizeLimit = 20 * 1024 * 1024;

/** How many rule files and folder entries the patterns of one file may bring. */
const limits = { patterns: 1000, entries: 100_000, files: 10_000, bytes: 200 * 1024 * 1024 };

/** Runs the command; 0 where all tests hold, 1 where not, as promtool. Throws a `UsageError` for what cannot be understood. */
export async function testCommand(argv: readonly string[]): Promise<number> {
  const args = parseArguments(argv, options);
  const format = oneOf('--format', args.value('format') ?? 'text', ['text', 'json', 'junit'] as const);
  if (args.paths.length === 0) throw new UsageError('no file of unit tests given');
  let misconfigured = false;
  const layersFor = configLayers(
    {
      prometheus: args.value('prometheus'),
      features: args.value('enable-feature'),
      file: args.value('config'),
    },
    () => {
      misconfigured = true;
    },
  );
  // What promtool refuses is all that matters here: checks that think are left out.
  const service = createService({ checks: [], onFailure: (id, error) => complain(`${id} failed:`, stackOf(error)) });
  const pattern = args.value('run');
  const wants = pattern === undefined ? undefined : service.testChooser(pattern);
  if (pattern !== undefined && !wants) {
    throw new UsageError(`--run needs a regular expression, not ${JSON.stringify(pattern)}`);
  }
  const coverage = args.has('coverage');
  const reports = args.paths.map(file => runFile(file, service, layersFor, { ...(wants ? { wants } : {}), coverage }));
  await write(process.stdout, reporters[format](reports, { coverage }));
  if (misconfigured) return 2;
  return reports.every(isFine) ? 0 : 1;
}

/** Reads a file of unit tests with its rule files, and runs it unless one of them is refused. */
function runFile(file: string, service: Service, layersFor: LayersFor, choice: RunChoice): TestReport {
  const { bytes, reason } = readNamed(file, sizeLimit);
  const report = { path: file, text: '', sources: new Map<string, string>(), errors: [], warnings: [], results: [] };
  if (!bytes) return { ...report, errors: [{ file, line: 0, message: `cannot be read: ${reason}` }] };
  const { text, fault } = decodeBytes(bytes);
  if (fault !== undefined) return { ...report, errors: [{ file, line: 0, message: fault }] };
  const tests = service.open(text);
  const root = tests.roots.find(({ kind }) => kind === 'unit-test');
  const workspace = service.workspace(resolveConfig(layersFor(path.dirname(file)).layers));
  if (!root || (root.index > 0 && root.behindNothing !== true)) {
    const message = root
      ? 'only the first YAML document is read, and its unit tests stand behind that; remove what comes before them'
      : 'this is no file of unit tests: it has no `tests`';
    // promtool takes a document that asks nothing, as long as it knows its keys.
    workspace.put(file, service.open(text, undefined, { as: 'unit-test' }));
    const refused = errorsOf(service, workspace, file).map(error => placed(error, text));
    return refused.length === 0
      ? { ...report, text, warnings: [message] }
      : { ...report, text, errors: [{ file, line: 0, message }, ...refused] };
  }
  workspace.put(file, tests);
  const errors = errorsOf(service, workspace, file).filter(({ check }) => !breaksOneTest(check));
  const { rules, warnings, outside } = ruleFiles(file, service.testFile(root).ruleFiles);
  for (const rule of rules) workspace.put(rule.file, service.open(rule.text));
  for (const rule of rules) errors.push(...errorsOf(service, workspace, rule.file));
  const sources = new Map(rules.map(rule => [rule.file, rule.text]));
  const found = errors.map(error => placed(error, error.file === file ? text : sources.get(error.file)!));
  const all = [...outside.map(message => ({ file, line: 0, message })), ...found];
  const documents = rules.map(rule => ({ file: rule.file, document: workspace.document(rule.file)! }));
  const results = all.length > 0 ? [] : finish(service.unitTests(workspace, tests, documents, choice));
  return { path: file, text, sources, errors: all, warnings, results };
}

interface NamedError {
  readonly file: string;
  readonly check: string;
  readonly from: number;
  readonly message: string;
}

function errorsOf(service: Service, workspace: Workspace, file: string): NamedError[] {
  return finish(service.analyse(workspace, file))
    .filter(({ severity }) => severity === 'error')
    .map(({ check, from, message }) => ({ file, check, from, message }));
}

function placed({ file, from, message }: NamedError, text: string): TestReport['errors'][number] {
  return { file, line: lineIndex(text).position(from).line + 1, message };
}

/** The rule files that the patterns match, each once for each pattern, as promtool takes them. */
function ruleFiles(file: string, patterns: readonly string[]) {
  const root = rootOf(file);
  const matched = openTemplateFiles(file, root, patterns, limits);
  const warnings: string[] = [];
  const outside: string[] = [];
  const rules = matched.flatMap(({ files }, i) => {
    const pattern = patterns[i]!;
    if (files.length === 0) {
      const at = path.relative(root, path.resolve(path.dirname(file), pattern));
      if (at.startsWith('..') || path.isAbsolute(at))
        outside.push(`${pattern} lies outside of ${root} and is not read`);
      else warnings.push(`no file matches ${pattern}`);
    }
    return files;
  });
  return { rules: rules.map(({ file: found, text }) => ({ file: shown(found), text })), warnings, outside };
}

/** A path from the working folder on, where it lies below it. */
function shown(file: string): string {
  const relative = path.relative('.', file);
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : relative;
}

/** The folder whose files may be read: that of the repository, else the working one, else the file's own. */
function rootOf(file: string): string {
  const folder = path.dirname(path.resolve(file));
  for (let at = folder; ; at = path.dirname(at)) {
    if (fs.existsSync(path.join(at, '.git'))) return at;
    if (at === path.dirname(at)) break;
  }
  const here = process.cwd();
  return isBelow(folder, here) ? here : folder;
}

/** Whether all tests of a file hold. */
export function isFine({ errors, results }: TestReport): boolean {
  return errors.length === 0 && results.every(({ tests }) => tests.every(passes));
}
