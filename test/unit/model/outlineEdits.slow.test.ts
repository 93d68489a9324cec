// Reading in units equals reading the whole: on files with random mistakes, on real ones, and after any row of edits.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { openDocument, type SourceDocument } from '../../../server/src/model/document';
import { draws } from '../../harness/draws';
import { mistaken } from '../yaml/generate';
import { withShared } from '../yaml/shared';
import {
  CONFIGURATION,
  compare,
  outline,
  rules,
  SAMPLE,
  STREAM,
  TIED_CONFIGURATION,
  TIED_RULES,
} from './outlineSample';

/** More places of rules, so that some lie far before and some far behind an edit. */
const LONG = SAMPLE + SAMPLE.slice(SAMPLE.indexOf('- name')).repeat(4);

const OTHER = (name: string): string =>
  `kind: Deployment\nmetadata: {name: ${name}}\nspec:\n  containers:\n  - name: ${name} # c\n    image: "a:1"\n  text: |\n    one\n`;

/** Many documents, of which few hold rules. */
const MANY = [
  ...['a', 'b', 'c'].map(OTHER),
  'kind: PrometheusRule\nspec:\n  groups:\n  - name: a\n    rules:\n    - alert: A\n      expr: up\n    - record: b\n      expr: up\n',
  ...['d', 'e'].map(OTHER),
  'kind: PrometheusRule\nmetadata: {name: r}\nspec:\n  groups:\n  - name: a\n    rules:\n    - alert: C\n      expr: up\n',
  ...['f', 'g'].map(OTHER),
].join('---\n');

const INSERTED = [
  '',
  'x',
  '\n',
  ' ',
  '\t',
  '- alert: N\n',
  '- receiver: N\n',
  '"',
  '  - record: n\n    expr: up\n',
  '---\n',
  '  routes:\n',
  '#',
  '\r\n',
  '\r',
  '&a ',
  '*a ',
  '&labels ',
  '*wait',
];

describe('reading in units', () => {
  it('equals the whole reading on files with mistakes', () => {
    for (const sample of [SAMPLE, CONFIGURATION, STREAM, TIED_RULES, TIED_CONFIGURATION]) {
      let taken = 0;
      fc.assert(
        fc.property(mistaken(sample), text => {
          if (compare(text)) taken++;
        }),
        { numRuns: draws(800) },
      );
      assert.ok(taken > draws(800) * 0.35, `only ${taken} were read in units`);
    }
  });

  withShared(1, files => {
    it('equals the whole reading on all files of ../shared, and on each with a mistake', () => {
      let taken = 0;
      const small = files.filter(({ text }) => /rules|receivers|routes/.test(text) && text.length < 60_000);
      for (const { text } of small) if (compare(text)) taken++;
      for (const { text } of small) {
        const [mistake] = fc.sample(mistaken(text), { numRuns: 1, seed: text.length });
        if (compare(mistake!)) taken++;
      }
      assert.ok(taken > draws(1500), `only ${taken} were read in units`);
    });
  });
});

describe('the next version', () => {
  for (const [name, sample] of [
    ['rules', LONG],
    ['receivers and routes', CONFIGURATION],
    ['several documents', STREAM],
    ['many documents', MANY],
    ['rules with aliases', TIED_RULES + TIED_RULES.slice(TIED_RULES.indexOf('- name: b')).repeat(2)],
    ['receivers and routes with aliases', TIED_CONFIGURATION],
    [
      'several documents with aliases',
      `${TIED_RULES}---\n${TIED_RULES.replace('&labels', '&l')}---\n${TIED_CONFIGURATION}`,
    ],
    ['rules with CRLF', LONG.replaceAll('\n', '\r\n')],
    ['several documents with CRLF', STREAM.replaceAll('\n', '\r\n')],
  ] as const) {
    it(`equals a fresh reading after any row of edits of ${name}`, () => {
      fc.assert(
        fc.property(fc.array(fc.tuple(fc.nat(), fc.nat(30), fc.constantFrom(...INSERTED)), { maxLength: 6 }), edits => {
          let document = openDocument(sample);
          for (const [at, length, inserted] of edits) {
            const { text } = document;
            const from = at % (text.length + 1);
            const behind = from + (length > 20 ? length : 0);
            document = openDocument(text.slice(0, from) + inserted + text.slice(behind), document);
            const fresh = openDocument(document.text);
            assert.deepEqual(
              document.roots.map(root => outline(root.document)),
              fresh.roots.map(root => outline(root.document)),
            );
            assert.deepEqual(documents(document), documents(fresh));
            assert.deepEqual(
              rules(document).map(rule => rule.text),
              rules(fresh).map(rule => rule.text),
            );
          }
        }),
        { numRuns: draws(80) },
      );
    });
  }
});

/** What all documents of a text say that is read in units, whether there are roots in them or not. */
function documents({ outlined }: SourceDocument): unknown {
  return outlined.map(one => one?.stream.documents.map(document => outline(document)));
}
