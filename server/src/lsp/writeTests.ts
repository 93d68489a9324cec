// Tests that are written for somebody: one for the alert at a position, and a smaller one for a test. Layer: lsp.

import { globFor } from '../go/glob';
import type { Service } from '../service';
import { shownName } from '../text/paths';
import { visible } from '../text/printable';
import type { RuleDocument } from '../unittest/runFile';
import { editsOf } from './convert';
import type { Folder, Folders } from './folders';
import type { OpenDocument } from './openDocuments';
import type { CreateTestResult, ShrinkTestResult, WirePosition } from './protocol';
import { mayHoldTests, type OpenedTests, openTests, ruleFiles } from './unitTests';

const noAlert = 'Put the cursor into an alerting rule to make a test of it.';
const noTest = 'Put the cursor into a unit test to make it smaller.';

/** Makes a test of the alert at a position, into the file of tests that names its rule file, or into a new one. */
export function* createTestAt(
  service: Service,
  folders: Folders,
  document: OpenDocument | undefined,
  position: WirePosition,
  isSimulated = false,
): Generator<void, CreateTestResult> {
  const found = document && service.ruleAt(document.source, document.lines.offset(position));
  const alert = found?.rule.alert?.value;
  if (!document || !found || !alert) return { problem: noAlert };
  const folder = folders.of(document.uri);
  const into = yield* testsOf(service, folders, folder, document.uri);
  const rules: readonly RuleDocument[] = into?.rules ?? [{ file: document.uri, document: document.source }];
  const group = found.group.name?.value ?? '';
  const name = shownName(document.uri);
  const made = yield* service.createTest(folder.workspace, {
    rules,
    file: document.uri,
    group,
    alert,
    ruleFile: name,
    ...(into ? { into: into.root } : {}),
    ...(isSimulated ? { simulated: found } : {}),
  });
  if (typeof made === 'string') return { problem: visible(made) };
  const { append, text, names, firesAt } = made;
  const from = made.scenario === undefined ? {} : { scenario: visible(made.scenario) };
  if (into && append) {
    const [edit] = editsOf([append], into.lines);
    return { uri: into.uri, isNew: false, edit: edit!, names, firesAt, ...from };
  }
  const start = { line: 0, character: 0 };
  return {
    uri: freeUri(folder, document.uri, name),
    isNew: true,
    edit: { range: { start, end: start }, newText: text },
    names,
    firesAt,
    ...from,
  };
}

/** Makes the test at a position smaller. */
export function* shrinkTestAt(
  service: Service,
  folders: Folders,
  document: OpenDocument | undefined,
  position: WirePosition,
): Generator<void, ShrinkTestResult> {
  const folder = document && folders.of(document.uri);
  const root = document?.source.roots.find(({ kind }) => kind === 'unit-test');
  if (!document || !folder || !root || root.region.map) return { problem: noTest };
  const offset = document.lines.offset(position);
  const file = service.testFile(root);
  const test = file.tests.filter(({ node }) => node.from <= offset + 2 && offset <= node.to).at(-1);
  if (!test) return { problem: noTest };
  const { rules, errors } = ruleFiles(folders, folder, document.uri, file);
  if (errors[0]) return { problem: errors[0].message };
  const shrunk = yield* service.shrinkTest(folder.workspace, document.source.text, {
    file,
    test,
    rules,
  });
  if (typeof shrunk === 'string') return { problem: visible(shrunk) };
  return { edits: editsOf(shrunk.edits, document.lines), before: shrunk.before, after: shrunk.after };
}

/** The file of tests that names a rule file, that beside it first. */
function* testsOf(
  service: Service,
  folders: Folders,
  folder: Folder,
  uri: string,
): Generator<void, (OpenedTests & { readonly rules: readonly RuleDocument[] }) | undefined> {
  const beside = uri.slice(0, uri.lastIndexOf('/') + 1);
  const files = folder.workspace.files().filter(file => mayHoldTests(folder, file));
  const near = (file: string): number => (file.startsWith(beside) && !file.slice(beside.length).includes('/') ? 0 : 1);
  for (const file of files.sort((a, b) => near(a) - near(b))) {
    const wasLetGo = folder.workspace.document(file) === undefined;
    const opened = openTests(folders, folder, file);
    yield;
    if (opened && !opened.root.region.map) {
      const { rules, errors } = ruleFiles(folders, folder, file, service.testFile(opened.root));
      if (errors.length === 0 && rules.some(rule => rule.file === uri)) return { ...opened, rules };
    }
    if (wasLetGo) yield* folders.spare(folder, file);
  }
  return undefined;
}

/** A name beside a rule file that no file has: `rules.test.yaml`. */
function freeUri(folder: Folder, uri: string, name: string): string {
  const dot = name.lastIndexOf('.');
  const [base, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, '.yaml'];
  const parent = uri.slice(0, uri.lastIndexOf('/') + 1);
  for (let i = 1; ; i++) {
    const candidate = `${base}.test${i === 1 ? '' : i}${/^\.ya?ml$/.test(extension) ? extension : '.yaml'}`;
    const taken = folder.workspace.filesBeside?.(uri, [globFor(candidate)]).some(({ files }) => files.length > 0);
    if (!taken || i === 100) return parent + encodeURIComponent(candidate);
  }
}
