// Runs the service over the inputs: every workspace by itself, all documents known before the first is judged.
// Layer: cli.
import * as path from 'node:path';
import type { Finding } from '../checks/finding';
import { findFiles, openTemplateFiles } from '../files/matchedFiles';
import type { OpenOptions } from '../model/document';
import type { FileFinder, TemplateReader } from '../model/templateFiles';
import { createService, type Service } from '../service';
import { lineIndex } from '../text/lineIndex';
import { finish } from '../text/slices';
import type { InputFile, InputWorkspace } from './inputs';
import { complain, stackOf } from './output';
import type { FileReport, SourceText } from './reporters/report';

/** A workspace whose files are judged, and can be given other texts. */
export interface JudgedWorkspace {
  /** The files that are reported. */
  readonly paths: readonly string[];
  /** The present text of a file; undefined for one that its target cannot decode. */
  text(path: string): string | undefined;
  /** What is found in the present text of a file, among the present texts of the others. */
  findings(path: string): readonly Finding[];
  /** A file with another text from now on. */
  change(path: string, text: string): void;
  report(path: string): FileReport;
}

/** Judges all reported files; the reports are in the order of the paths. `prepare` may change texts before. */
export function judge(
  inputs: Iterable<InputWorkspace>,
  options: OpenOptions,
  prepare: (workspace: JudgedWorkspace) => void = () => {},
): readonly FileReport[] {
  const service = createService({
    onFailure: (id, error) => complain(`the check ${id} failed:`, stackOf(error)),
    today: () => new Date().toISOString().slice(0, 10),
  });
  const reports: FileReport[] = [];
  for (const input of inputs) {
    const workspace = openWorkspace(service, input, options);
    prepare(workspace);
    reports.push(...workspace.paths.map(path => workspace.report(path)));
  }
  return reports.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function openWorkspace(service: Service, input: InputWorkspace, options: OpenOptions): JudgedWorkspace {
  const sources = new Map<string, SourceText>();
  const workspace = service.workspace(input.config, {
    templates: templateReader(input, sources),
    files: fileFinder(input),
    pathOf: file =>
      path
        .relative(input.base ?? '.', file)
        .split(path.sep)
        .join('/'),
  });
  // What is wrong with the configuration was said before anything was read by it.
  const optionsOf = (file: string): OpenOptions => {
    const own = service.openOptions(workspace, file);
    return own.as === 'configuration' ? {} : own;
  };
  const put = (file: InputFile, text: string): void => {
    // Only the named files are read as `--as` says.
    workspace.put(
      file.path,
      service.open(text, undefined, file.isReported && options.as ? options : optionsOf(file.path)),
    );
    sources.set(file.path, sourceText(file.path, text));
  };
  for (const file of input.files) {
    if (file.use !== 'define') put(file, file.text);
    else {
      workspace.define(file.path, file.text);
      sources.set(file.path, sourceText(file.path, file.text));
    }
  }
  const reported = new Map(input.files.flatMap(file => (file.isReported ? [[file.path, file] as const] : [])));
  for (const path of reported.keys()) finish(service.read(workspace, path));
  const kindsOf = (path: string): readonly string[] => [
    ...new Set((workspace.document(path)?.roots ?? []).map(root => root.kind)),
  ];
  const findings = (path: string): readonly Finding[] => {
    const { fault, faultAt } = reported.get(path)!;
    if (fault === undefined) return finish(service.analyse(workspace, path));
    const isJudged = kindsOf(path).length > 0 || options.as !== undefined;
    return isJudged ? [undecodable(fault, faultAt ?? 0)] : [];
  };
  return {
    paths: [...reported.keys()],
    text: path => (reported.get(path)?.fault === undefined ? sources.get(path)?.text : undefined),
    findings,
    change: (path, text) => put(reported.get(path)!, text),
    report: path => reportOf(sources.get(path)!, kindsOf(path), findings(path), name => sources.get(name)),
  };
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
