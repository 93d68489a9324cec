// Small files with their findings marked under the characters: a line of carets, the code, and words of the message.
import assert from 'node:assert/strict';
import type { SchemaKind } from '../../../server/src/model/schema/types';
import { checkInSlices, type StructureOptions } from '../../../server/src/model/structure/check';
import { finish } from '../../../server/src/text/slices';
import { parseYaml } from '../../../server/src/yaml/parse';

/** All structure problems of a root. */
export const checkStructure = (...input: Parameters<typeof checkInSlices>) => finish(checkInSlices(...input));

export const newest: StructureOptions = {
  prometheus: { major: 3, minor: 16 },
  alertmanager: { major: 0, minor: 34 },
};

/**
 * Analyses `marked` and demands exactly the marked findings. A mark is a line of carets under what it marks, followed by
 * the code of the finding and, behind a colon, words that its message must have; `^^ warning code` for a warning.
 */
export function expectFindings(kind: SchemaKind, marked: string, options: Partial<StructureOptions> = {}): void {
  const { source, expected } = readMarks(marked);
  const [document] = parseYaml(source).documents;
  assert.deepEqual(document?.problems ?? [], [], 'the YAML itself is wrong');
  const found = checkStructure(kind, document?.root, { ...newest, ...options });
  const shown = found.map(one => {
    const before = source.slice(0, one.from);
    const line = before.split('\n').length - 1;
    const column = one.from - (before.lastIndexOf('\n') + 1);
    const mark = `${' '.repeat(column)}${'^'.repeat(Math.max(1, one.to - one.from))}`;
    const severity = one.severity === 'warning' ? 'warning ' : '';
    return { line, text: `${mark} ${severity}${one.code}`, message: one.message };
  });
  const lines = source.split('\n');
  assert.deepEqual(
    shown.map(one => `${lines[one.line]}\n${one.text}`),
    expected.map(one => `${lines[one.line]}\n${one.text}`),
    shown.map(one => `${lines[one.line]}\n${one.text}: ${one.message}`).join('\n'),
  );
  expected.forEach((one, i) => {
    assert.ok(shown[i]!.message.includes(one.words), `"${shown[i]!.message}" does not say "${one.words}"`);
  });
}

interface Mark {
  readonly line: number;
  readonly text: string;
  readonly words: string;
}

function readMarks(marked: string): { readonly source: string; readonly expected: readonly Mark[] } {
  const lines: string[] = [];
  const expected: Mark[] = [];
  for (const line of marked.replace(/^\n/, '').split('\n')) {
    const mark = /^( *\^+ (?:warning )?[a-z-]+)(?:: (.*))?$/.exec(line);
    if (mark) expected.push({ line: lines.length - 1, text: mark[1]!, words: mark[2] ?? '' });
    else lines.push(line);
  }
  return { source: lines.join('\n'), expected };
}
