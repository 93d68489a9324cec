// Safe fixes over whole files: repeated to the end, never over each other, never for the worse.
import assert from 'node:assert/strict';
import type { Finding } from '../../../server/src/checks/finding';
import { allChecks } from '../../../server/src/checks/registry.gen';
import { type FixedFile, type Fixes, fixWorkspace } from '../../../server/src/cli/fix/fixWorkspace';
import { type JudgedWorkspace, judge } from '../../../server/src/cli/judge';
import { resolveConfig } from '../../../server/src/config/config';
import { pageText } from '../../../tools/gen-registry';
import { parsePage } from '../../../tools/page';
import { drawn } from '../../harness/draws';

/** A workspace whose findings are made up: words in capitals are errors, others that `fixes` names are warnings. */
function madeUp(
  texts: Record<string, string>,
  find: (path: string, texts: Readonly<Record<string, string>>) => readonly Finding[],
): JudgedWorkspace & { readonly texts: Readonly<Record<string, string>> } {
  return {
    texts,
    paths: Object.keys(texts),
    text: path => texts[path],
    findings: path => find(path, texts),
    change(path, text) {
      texts[path] = text;
    },
    report: () => assert.fail('not asked'),
  };
}

/** A finding for each place of a word, with a safe fix that puts another in its place. */
function wordFindings(
  text: string,
  word: string,
  instead: string | undefined,
  severity: Finding['severity'] = 'warning',
): readonly Finding[] {
  const found: Finding[] = [];
  for (let from = text.indexOf(word); from >= 0; from = text.indexOf(word, from + 1)) {
    const to = from + word.length;
    found.push({
      check: `words/${word.toLowerCase().replace(/\W/g, '')}`,
      severity,
      message: `${word} is wrong`,
      from,
      to,
      related: [],
      fixes: instead === undefined ? [] : [{ title: 'Mend', safe: true, edits: [{ from, to, newText: instead }] }],
    });
  }
  return found;
}

function fixText(
  text: string,
  find: (text: string) => readonly Finding[],
): { readonly text: string; readonly fixes: Fixes } {
  const workspace = madeUp({ a: text }, (_, { a }) => find(a!));
  const fixes = fixWorkspace(workspace);
  return { text: workspace.texts['a']!, fixes };
}

describe('cli/fix', () => {
  it('repeats until nothing changes', () => {
    const { text, fixes } = fixText('one one', text => [
      ...wordFindings(text, 'one', 'two'),
      ...wordFindings(text, 'two', 'three', 'hint'),
    ]);
    assert.equal(text, 'three three');
    assert.equal(fixes.files[0]!.fixed.length, 4);
    assert.equal(fixes.files[0]!.before, 'one one');
    assert.equal(fixes.files[0]!.after, 'three three');
  });

  it('never applies both of two fixes that touch', () => {
    const { text } = fixText('aaba', text => [...wordFindings(text, 'ab', 'x'), ...wordFindings(text, 'ba', 'y')]);
    assert.equal(text, 'axa');
    const insertions = fixText('k', text =>
      ['p', 'q'].flatMap(word =>
        text.includes(word)
          ? []
          : wordFindings(text, 'k', undefined).map(finding => ({
              ...finding,
              check: `words/${word}`,
              fixes: [{ title: word, safe: true, edits: [{ from: finding.from, to: finding.from, newText: word }] }],
            })),
      ),
    );
    assert.equal(insertions.text, 'pqk');
  });

  it('leaves alone what is not safe, and what the file has no fix for', () => {
    const unsafe = (text: string): readonly Finding[] =>
      wordFindings(text, 'one', 'two').map(one => ({ ...one, fixes: one.fixes.map(fix => ({ ...fix, safe: false })) }));
    assert.deepEqual(fixText('one', unsafe), { text: 'one', fixes: { files: [], leftOut: [] } });
  });

  it('leaves out a fix that brings an error or another finding above a hint, and applies the others', () => {
    for (const severity of ['error', 'warning', 'info'] as const) {
      const { text, fixes } = fixText('good bad good bad good', text => [
        ...wordFindings(text, 'good', 'fine'),
        ...wordFindings(text, 'bad', 'worse'),
        ...wordFindings(text, 'worse', undefined, severity),
      ]);
      assert.equal(text, 'fine bad fine bad fine');
      assert.deepEqual(
        fixes.leftOut.map(({ finding }) => [finding.check, finding.from]),
        [
          ['words/bad', 5],
          ['words/bad', 14],
        ],
      );
    }
    const { text } = fixText('bad', text => [
      ...wordFindings(text, 'bad', 'worse'),
      ...wordFindings(text, 'worse', undefined, 'hint'),
    ]);
    assert.equal(text, 'worse');
  });

  it('lets the fix of an error show what the error hid, but no more errors', () => {
    const find =
      (severity: Finding['severity'], count: number) =>
      (text: string): readonly Finding[] =>
        text.includes('ERR')
          ? wordFindings(text, 'ERR', 'ok', 'error')
          : Array.from({ length: count }, () => wordFindings(text, 'hidden', undefined, severity)).flat();
    assert.equal(fixText('ERR hidden', find('warning', 3)).text, 'ok hidden');
    assert.equal(fixText('ERR hidden', find('error', 1)).text, 'ok hidden');
    assert.equal(fixText('ERR hidden', find('error', 2)).text, 'ERR hidden');
  });

  it('comes to an end where fixes undo each other', () => {
    const { text } = fixText('a', text => [
      ...wordFindings(text, 'a', 'b', 'hint'),
      ...wordFindings(text, 'b', 'a', 'hint'),
    ]);
    assert.equal(text, 'b');
  });

  it('leaves out a fix that another file is worse off by', () => {
    const workspace = madeUp({ a: 'one two', b: 'rests on one' }, (path, { a, b }) =>
      path === 'a'
        ? [...wordFindings(a!, 'one', '1'), ...wordFindings(a!, 'two', '2')]
        : wordFindings(b!, 'rests', undefined).filter(() => !a!.includes('one')),
    );
    const fixes = fixWorkspace(workspace);
    assert.deepEqual(workspace.texts, { a: 'one 2', b: 'rests on one' });
    assert.deepEqual(
      fixes.leftOut.map(({ path, finding }) => [path, finding.check]),
      [['a', 'words/one']],
    );
  });

  it('applies to a file what others allow, where they forbid something in another', () => {
    const workspace = madeUp({ a: 'one', b: 'two', c: 'rests' }, (path, { a, b, c }) =>
      path === 'a'
        ? wordFindings(a!, 'one', '1')
        : path === 'b'
          ? wordFindings(b!, 'two', '2')
          : wordFindings(c!, 'rests', undefined).filter(() => a === '1'),
    );
    fixWorkspace(workspace);
    assert.deepEqual(workspace.texts, { a: 'one', b: '2', c: 'rests' });
  });

  it('fixes what the fix of another file lets be fixed', () => {
    const workspace = madeUp({ a: 'waits', b: 'one' }, (path, { a, b }) =>
      path === 'b'
        ? wordFindings(b!, 'one', '1')
        : wordFindings(a!, 'waits', b!.includes('one') ? undefined : 'done', 'hint'),
    );
    const { files } = fixWorkspace(workspace);
    assert.deepEqual(workspace.texts, { a: 'done', b: '1' });
    assert.deepEqual(
      files.map(({ path, before, after }) => [path, before, after]),
      [
        ['b', 'one', '1'],
        ['a', 'waits', 'done'],
      ],
    );
  });

  it('tries many fixes, one of them bad, in few steps', () => {
    let judged = 0;
    const { text } = fixText(`${'x '.repeat(500)}bad ${'x '.repeat(500)}`, text => {
      judged++;
      const rest = wordFindings(text, 'x', 'y');
      return [...rest, ...wordFindings(text, 'bad', 'worse'), ...wordFindings(text, 'worse', undefined)];
    });
    assert.equal(text, `${'y '.repeat(500)}bad ${'y '.repeat(500)}`);
    assert.ok(judged < 60, `${judged}`);
  });
});

describe('cli/fix of samples', () => {
  const all = allChecks.flatMap(check => {
    const page = parsePage(pageText(check.id));
    return page.samples
      .filter(sample => sample.files.length === 1 && sample.options.size === 0)
      .map(({ section, line, files }) => ({
        title: `${check.id}, line ${line}`,
        section,
        hasFix: page.sections.has('Fix'),
        text: files[0]!.text,
      }));
  });
  // What is bad on pages that show a fix all, of the others some.
  const fixing = all.filter(({ section, hasFix }) => hasFix && section !== 'Good' && section !== 'Cases');
  const samples = [...fixing, ...drawn(all.filter(one => !fixing.includes(one)))];

  /** Fixes texts, each a workspace by itself. */
  function fixAlone(texts: readonly string[]): readonly (FixedFile | undefined)[] {
    const results: (FixedFile | undefined)[] = [];
    const inputs = texts.map(text => ({
      config: resolveConfig([]),
      files: [{ path: 'a.yaml', text, isReported: true, use: 'judge' as const }],
    }));
    judge(inputs, {}, workspace => {
      const errors = (): number => workspace.findings('a.yaml').filter(({ severity }) => severity === 'error').length;
      const before = errors();
      const [fixed] = fixWorkspace(workspace).files;
      results.push(fixed);
      if (fixed) assert.ok(errors() <= before);
    });
    return results;
  }

  it('has nothing left to fix after once, and keeps line breaks', () => {
    const fixed = fixAlone(samples.map(({ text }) => text));
    assert.ok(fixed.filter(Boolean).length > 10, `${fixed.filter(Boolean).length}`);
    const done = fixed.flatMap((file, i) => (file ? [{ ...file, title: samples[i]!.title }] : []));
    for (const [i, again] of fixAlone(done.map(({ after }) => after)).entries()) {
      assert.equal(again, undefined, done[i]!.title);
    }
    const windows = (text: string): string => text.replaceAll('\n', '\r\n');
    const plain = done.filter(({ before }) => !/[\r\u0085\u2028]/.test(before));
    for (const [i, file] of fixAlone(plain.map(({ before }) => windows(before))).entries()) {
      assert.equal(file?.after, windows(plain[i]!.after), plain[i]!.title);
    }
  });
});
