// Runs the service over the inputs: every workspace by itself, all documents known before the first is judged.
// Layer: cli.
import * as path from 'node:path';
import type { Finding } from '../checks/finding';
import type { OpenOptions } from '../model/document';
import type { FileFinder, TemplateReader } from '../model/templateFiles';
import { createService, type Service } from '../service';
import { lineIndex } from '../text/lineIndex';
import { findFiles, openTemplateFiles } from '../workspace/matchedFiles';
import type { InputWorkspace } from './inputs';
import { complain, stackOf } from './output';
import type { FileReport, SourceText } from './reporters/report';

/** Judges all reported files; the reports are in the order of the paths. */
export function judge(inputs: Iterable<InputWorkspace>, options: OpenOptions): readonly FileReport[] {
  const service = createService({
    onFailure: (id, error) => complain(`the check ${id} failed:`, stackOf(error)),
    today: () => new Date().toISOString().slice(0, 10),
  });
  const reports: FileReport[] = [];
  for (const input of inputs) reports.push(...judgeWorkspace(service, input, options));
  return reports.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function judgeWorkspace(service: Service, input: InputWorkspace, options: OpenOptions): readonly FileReport[] {
  const sources = new Map<string, SourceText>();
  const workspace = service.workspace(input.config, {
    templates: templateReader(input, sources),
    files: fileFinder(input),
  });
  for (const file of input.files) {
    if (file.use === 'define') workspace.define(file.path, file.text);
    // Only the named files are read as `--as` says.
    else workspace.put(file.path, service.open(file.text, undefined, file.isReported ? options : {}));
    sources.set(file.path, sourceText(file.path, file.text));
  }
  const reported = input.files.filter(file => file.isReported);
  for (const { path } of reported) run(service.read(workspace, path));
  return reported.map(file => {
    const document = workspace.document(file.path);
    const kinds = [...new Set((document?.roots ?? []).map(root => root.kind))];
    const isJudged = kinds.length > 0 || options.as !== undefined;
    const findings =
      file.fault !== undefined
        ? isJudged
          ? [undecodable(file.fault, file.faultAt ?? 0)]
          : []
        : run(service.analyse(workspace, file.path));
    return reportOf(sources.get(file.path)!, kinds, findings, name => sources.get(name));
  });
}

/** Lines are counted when a reporter first asks for a place. */
function reportOf(
  source: SourceText,
  kinds: readonly string[],
  findings: readonly Finding[],
  sibling: FileReport['sibling'],
): FileReport {
  return {
    path: source.path,
    text: source.text,
    get lines() {
      return source.lines;
    },
    kinds,
    findings,
    sibling,
  };
}

function undecodable(message: string, at: number): Finding {
  return { check: 'yaml/encoding', severity: 'error', message, from: at, to: at, related: [], fixes: [] };
}

function run<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** Opens template files by paths as the configuration's own is written; the reporters find their texts in `sources`. */
function templateReader({ folder }: InputWorkspace, sources: Map<string, SourceText>): TemplateReader {
  return (config, patterns) =>
    openTemplateFiles(config, folder, patterns).map(({ files, complete }) => ({
      complete,
      files: files.map(one => {
        const file = path.join(path.dirname(config), one.name);
        if (!sources.has(file)) sources.set(file, sourceText(file, one.text));
        return { ...one, file };
      }),
    }));
}

/** Names files by paths as the asking one's is written. */
function fileFinder({ folder }: InputWorkspace): FileFinder {
  return (from, patterns) =>
    findFiles(from, folder, patterns).map(({ files, complete }) => ({
      complete,
      files: files.map(name => path.join(path.dirname(from), name)),
    }));
}

function sourceText(file: string, text: string): SourceText {
  let lines: SourceText['lines'] | undefined;
  return {
    path: file,
    text,
    get lines() {
      return (lines ??= lineIndex(text));
    },
  };
}
