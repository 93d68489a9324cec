// Judges samples as the command line would: files of one workspace in, findings with lines and characters out.
import type { Check } from '../../server/src/checks/check';
import type { Finding } from '../../server/src/checks/finding';
import { type ConfigLayer, resolveConfig } from '../../server/src/config/config';
import { hasGlob, matchesGlob } from '../../server/src/go/glob';
import type { OpenOptions } from '../../server/src/model/document';
import type { TemplateReader } from '../../server/src/model/templateFiles';
import { createService, type Service } from '../../server/src/service';
import { type LinePosition, lineIndex } from '../../server/src/text/lineIndex';

export interface JudgedFinding extends Finding {
  readonly file: string;
  readonly start: LinePosition;
  readonly end: LinePosition;
}

export interface JudgeOptions extends OpenOptions {
  readonly config?: ConfigLayer;
  readonly service?: Service;
}

/** A service whose failing checks fail the test. */
export function testService(checks?: readonly Check[]): Service {
  return createService({
    ...(checks ? { checks } : {}),
    today: () => '2026-01-01',
    onFailure: (id, error) => {
      throw new Error(`the check ${id} failed`, { cause: error });
    },
  });
}

/** All findings of a workspace's files, by file and place. */
export function judgeFiles(
  files: readonly { readonly name: string; readonly text: string }[],
  options: JudgeOptions = {},
): readonly JudgedFinding[] {
  const service = options.service ?? testService();
  const templates = files.filter(({ name }) => isTemplate(name));
  const workspace = service.workspace(resolveConfig([options.config ?? {}]), {
    templates: readerOf(templates),
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
    if (/\.(?:py|csv)$/.test(name)) workspace.define(name, text);
    else if (!isTemplate(name)) workspace.put(name, service.open(text, undefined, options));
  }
  return files.flatMap(({ name, text }) => {
    const lines = lineIndex(text);
    const work = service.analyse(workspace, name);
    let step = work.next();
    while (!step.done) step = work.next();
    return step.value.map(finding => ({
      ...finding,
      file: name,
      start: lines.position(finding.from),
      end: lines.position(finding.to),
    }));
  });
}

function isTemplate(name: string): boolean {
  return name.endsWith('.tmpl');
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
