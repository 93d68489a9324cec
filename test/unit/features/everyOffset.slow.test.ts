// Completion, hover and definition at every offset of whole files, whole and cut off anywhere: nothing throws, and what is
// taken changes the text at the cursor only.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { complete } from '../../../server/src/features/completion/complete';
import { promqlProposals } from '../../../server/src/features/completion/promql';
import { templateProposals } from '../../../server/src/features/completion/template';
import { PromqlCursor } from '../../../server/src/features/cursor/promql';
import { definitions } from '../../../server/src/features/definition';
import { hover } from '../../../server/src/features/hover';
import { signatureHelp } from '../../../server/src/features/signature';
import { openDocument, type SourceDocument } from '../../../server/src/model/document';
import { prometheusTemplates } from '../../../server/src/template/env';
import { draws } from '../../harness/draws';
import { apply, knowledge } from './driver';

const root = join(import.meta.dirname, '../../..');
const folders = ['examples/broken', 'examples/clean', '../shared/seed'];
const files = folders.flatMap(folder => {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter(name => /\.ya?ml$/.test(name))
    .map(name => ({ name: `${folder}/${name}`, text: readFileSync(join(path, name), 'utf8') }));
});
const know = knowledge();

/** Asks everything at an offset and checks what does not depend on the text. */
function ask(document: SourceDocument, offset: number): number {
  const { text } = document;
  const completion = complete(document, offset, know);
  for (const [i, entry] of completion?.entries.entries() ?? []) {
    const { replace, label } = entry;
    assert.ok(replace.from <= offset && offset <= replace.to, `${label} at ${offset} replaces what is elsewhere`);
    assert.ok(!text.slice(replace.from, replace.to).includes('\n'), `${label} at ${offset} replaces a line break`);
    assert.equal(entry.rank, i);
    // Expanding every snippet at every offset would take minutes.
    if (i > 3 && entry.kind !== 'key') continue;
    const after = apply(text, entry);
    const behind = text.length - replace.to;
    assert.equal(after.slice(0, replace.from), text.slice(0, replace.from));
    assert.equal(after.slice(after.length - behind), text.slice(text.length - behind));
  }
  const shown = hover(document, offset, know);
  if (shown) {
    assert.ok(shown.from <= offset && offset <= shown.to && shown.to <= text.length, `hover at ${offset}`);
    assert.ok(shown.markdown.trim().length > 0);
  }
  for (const { span, file } of definitions(document, offset, know)) {
    if (file === undefined) assert.ok(span.from < span.to && span.to <= text.length);
  }
  signatureHelp(document, offset, know);
  return completion?.entries.length ?? 0;
}

describe('at every offset', () => {
  if (!existsSync(join(root, '../shared/seed'))) {
    it('of the shared stack (1 folder skipped: it is not there)', function () {
      this.skip();
    });
  }
  for (const { name, text } of files) {
    it(`of ${name}`, () => {
      const document = openDocument(text);
      let proposals = 0;
      // All offsets take minutes: EVERY_OFFSET=1 asks them, otherwise a few of each file are.
      const step = process.env.EVERY_OFFSET ? 1 : Math.max(1, Math.floor(text.length / draws(240)));
      for (let offset = 0; offset <= text.length; offset += step) {
        proposals += ask(document, offset);
      }
      if (document.roots.some(({ kind }) => kind !== 'dcgm-counters')) assert.ok(proposals > 0);
      else assert.equal(proposals, 0);
    });
  }

  it('of files that are cut off anywhere', () => {
    const cut = fc.record({
      file: fc.constantFrom(...files),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cursor: fc.double({ min: 0, max: 1, noNaN: true }),
      tail: fc.constantFrom(
        '',
        '"',
        '{',
        "'",
        '(',
        '[',
        '- ',
        ': ',
        '{{ ',
        '#',
        '\t',
        '|\n',
        '\r\n',
        '&a',
        '*a',
        '🦊',
        '\ud800',
      ),
    });
    fc.assert(
      fc.property(cut, ({ file, at, cursor, tail }) => {
        const text = file.text.slice(0, Math.floor(file.text.length * at)) + tail;
        const document = openDocument(text);
        ask(document, text.length);
        ask(document, Math.floor(text.length * cursor));
      }),
      { numRuns: draws(100) },
    );
  });

  it('of expressions made of anything', () => {
    const words = [
      'sum',
      'rate',
      'by',
      'on',
      'group_left',
      'up',
      'a:b',
      '(',
      ')',
      '{',
      '}',
      '[',
      ']',
      ',',
      '=',
      '=~',
      '"',
      "'",
      '`',
      '5m',
      '5',
      '+',
      '-',
      '>',
      'bool',
      'and',
      'offset',
      '@',
      '#',
      '\n',
      ' ',
      ':',
      '\\',
      '🦊',
      '{{',
    ];
    const expression = fc.array(fc.constantFrom(...words), { maxLength: 14 }).map(list => list.join(' '));
    fc.assert(
      fc.property(expression, fc.nat(80), (expr, at) => {
        const offset = Math.min(at, expr.length);
        const proposals = promqlProposals(new PromqlCursor(expr, offset, know.dialect), expr, know);
        assert.ok(!proposals || expr.slice(0, offset).endsWith(proposals.prefix), `${proposals?.prefix} at ${offset}`);
        const template = templateProposals(
          `{{ ${expr}`,
          offset + 3,
          prometheusTemplates({ major: 3, minor: 16 }),
          { source: '' },
          know,
        );
        assert.ok(!template || `{{ ${expr}`.slice(0, offset + 3).endsWith(template.prefix));
      }),
      { numRuns: draws(300) },
    );
  });

  it('of files with something pasted in', () => {
    const paste = fc.record({
      file: fc.constantFrom(...files),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      pasted: fc.constantFrom(
        '"',
        "'",
        '{',
        '}',
        '[',
        '(',
        '\n',
        '\n  ',
        ': ',
        '- ',
        '#',
        '{{',
        '}}',
        'sum by (',
        '\t',
        '\r',
        '\u2028',
        '\u0000',
        '\ue123',
      ),
    });
    fc.assert(
      fc.property(paste, ({ file, at, pasted }) => {
        const offset = Math.floor(file.text.length * at);
        const text = file.text.slice(0, offset) + pasted + file.text.slice(offset);
        ask(openDocument(text), offset + pasted.length);
      }),
      { numRuns: draws(100) },
    );
  });
});
