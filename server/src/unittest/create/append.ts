// Where a further test goes in a file of unit tests. Layer: unittest (pure).
import { globFor } from '../../go/glob';
import type { Root } from '../../model/root';
import { fieldValue } from '../../model/structure/fields';
import type { TextEdit } from '../../text/textMap';
import type { YamlNode } from '../../yaml/node';
import type { CreatedTest } from './createTest';
import { type WrittenTest, writeTest } from './written';

/** Tests as texts, for a file that is there and for a new one. */
export interface CreatedTexts {
  /** The edit that adds them to the file that was given; undefined where that cannot take them. */
  readonly append: TextEdit | undefined;
  /** A new file with nothing else. */
  readonly text: string;
  readonly names: readonly string[];
  /** Seconds after which the alert fires. */
  readonly firesAt: number;
}

/** The texts of tests, for the file with the root `into` or for a new one beside the rule file. */
export function createdTexts({ tests, firesAt }: CreatedTest, ruleFile: string, into: Root | undefined): CreatedTexts {
  return {
    append: into && !into.region.map ? appendTests(into.region.text, into.node, tests) : undefined,
    text: newTestFile(ruleFile, tests),
    names: tests.map(({ name }) => name),
    firesAt,
  };
}

/** The edit of a file's text that adds tests behind those that it has; undefined where `tests` is no list of lines with dashes. */
function appendTests(text: string, root: YamlNode | undefined, tests: readonly WrittenTest[]): TextEdit | undefined {
  const list = fieldValue(root, 'tests');
  if (list?.kind !== 'seq' || list.flow || list.anchor !== undefined) return undefined;
  const last = list.items.at(-1);
  if (!last) return undefined;
  const lineStart = text.lastIndexOf('\n', last.from - 1) + 1;
  const dash = /^( *)- +$/.exec(text.slice(lineStart, last.from));
  if (!dash) return undefined;
  const written = text.slice(0, last.to).trimEnd().length;
  const end = text.indexOf('\n', written);
  const at = end < 0 ? text.length : end + 1;
  // What stands behind the last item on its line has to be a comment.
  if (!/^\s*(?:#.*)?$/.test(text.slice(written, end < 0 ? text.length : end))) return undefined;
  const body = tests.map(test => writeTest(test, dash[1]!.length)).join('');
  return { from: at, to: at, newText: end < 0 ? `\n${body}` : body };
}

/** A whole file with tests of one rule file. */
function newTestFile(ruleFile: string, tests: readonly WrittenTest[]): string {
  return `rule_files:\n  - '${globFor(ruleFile).replaceAll("'", "''")}'\n\nevaluation_interval: 1m\n\ntests:\n${tests.map(test => writeTest(test)).join('')}`;
}
