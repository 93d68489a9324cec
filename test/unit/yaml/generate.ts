// Generators for property tests: scalars in all five styles with everything that makes their decoding hard, and small
// mistakes put into a text.
import fc from 'fast-check';

const lineBreak = fc.constantFrom('\n', '\n', '\r\n', '\r', '\u0085', '\u2028', '\u2029');
const tidyBreak = fc.constantFrom('\n', '\n', '\r\n');
const word = fc.constantFrom('a', 'bc', 'é', '😀', 'x y', '100%', 'a\tb', 'sum(rate(x[5m]))', '#no', 'x:y', "it's");

/** One document `k: <scalar>`, perhaps followed by another key; not all of them are valid. */
export const scalarText: fc.Arbitrary<string> = fc.oneof(
  block(),
  quoted('"', [
    '\\n',
    '\\t',
    '\\u00e9',
    '\\\\',
    '\\"',
    '\\x41',
    '\\U0001F600',
    '\\N',
    '\\L',
    '\\_',
    '\\e',
    '\\ ',
    '\\0',
  ]),
  quoted("'", ["''"]),
  plain(),
);

function block(): fc.Arbitrary<string> {
  const line = fc.constantFrom(
    'aa',
    'bb cc',
    '',
    '  more',
    ' x  ',
    'é😀',
    '   ',
    ' ',
    '# text',
    '\ttab',
    '- a',
    '',
    '',
  );
  return fc
    .record({
      style: fc.constantFrom('|', '>'),
      chomp: fc.constantFrom('', '-', '+'),
      digit: fc.constantFrom('', '', '', '1', '2', '4'),
      first: fc.boolean(),
      comment: fc.constantFrom('', ' # comment', '  '),
      indent: fc.constantFrom(1, 2, 2, 4),
      lines: fc.array(line, { maxLength: 6 }),
      blanks: fc.array(fc.constantFrom('', ' ', '  ', '     '), { maxLength: 3 }),
      nl: fc.oneof({ weight: 4, arbitrary: tidyBreak }, { weight: 1, arbitrary: lineBreak }),
      end: fc.constantFrom('', '\n', '\nz: 1\n', '\n# end\n'),
    })
    .map(p => {
      const header = p.style + (p.first ? p.chomp + p.digit : p.digit + p.chomp) + p.comment;
      const body = p.lines.map(text => (text === '' ? '' : ' '.repeat(Number(p.digit || p.indent)) + text));
      return `k: ${header}${p.nl}${[...body, ...p.blanks].join(p.nl)}${p.end.replaceAll('\n', p.nl)}`;
    });
}

function quoted(quote: string, escapes: readonly string[]): fc.Arbitrary<string> {
  const broken = fc.tuple(
    fc.constantFrom('', ' ', '\t', '\\'),
    fc.array(lineBreak, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('', '  ', ' \t'),
  );
  const part = fc.oneof(
    { weight: 4, arbitrary: word.filter(text => !text.includes(quote)) },
    { weight: 2, arbitrary: fc.constantFrom(...escapes) },
    { weight: 2, arbitrary: fc.constantFrom(' ', '  ', '\t') },
    {
      weight: 2,
      arbitrary: broken.map(
        ([before, breaks, after]) => (before === '\\' && quote === "'" ? '' : before) + breaks.join('  ') + after,
      ),
    },
  );
  return fc
    .tuple(fc.array(part, { maxLength: 7 }), fc.constantFrom('', '\n', '\nz: 1\n', ' # c\n'))
    .map(([parts, end]) => `k: ${quote}${parts.join('')}${quote}${end}`);
}

function plain(): fc.Arbitrary<string> {
  const part = fc.oneof(
    { weight: 4, arbitrary: word.filter(text => !text.startsWith('#')) },
    { weight: 2, arbitrary: fc.constantFrom(' ', '  ', ' \t') },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom('', ' '), fc.array(lineBreak, { minLength: 1, maxLength: 3 }))
        .map(([before, breaks]) => `${before}${breaks.join('')}  `),
    },
  );
  return fc
    .tuple(fc.array(part, { maxLength: 6 }), fc.constantFrom('', '\n', '\nz: 1\n', ' # c\n'))
    .map(([parts, end]) => `k: p${parts.join('')}${end}`);
}

const BITS = [
  '\t',
  ' ',
  '  ',
  '\n',
  '\n\n',
  ':',
  ': ',
  '- ',
  '-',
  '#',
  ' #',
  '"',
  "'",
  '[',
  ']',
  '{',
  '}',
  ',',
  '&a ',
  '*a',
  '!',
  '!!str ',
  '|',
  '>',
  '|2',
  '>-',
  '|+\n',
  '?',
  '? ',
  '---',
  '\n---\n',
  '\n...\n',
  '%',
  '@',
  '\\',
  '\r\n',
  '\u0085',
  '\u0001',
  '😀',
  '<<: *a',
  '\n- ',
  '\n: ',
  '\t#c\n',
  ' : ',
  '[a',
  '{a: b',
  '}]',
  '- - ',
  '|\n\t',
  'a:\n- b\n c',
  '\n\n\n',
  '  \t\n',
  'rules:\n',
  '  rules:\n  - alert: x\n',
  '\n# c\n',
  '\n    # c\n',
  'groups:\n',
];

/** `text` with one to three small mistakes. */
export function mistaken(text: string): fc.Arbitrary<string> {
  const mistake = fc.record({
    kind: fc.constantFrom('insert', 'insert', 'delete', 'drop', 'indent', 'dedent', 'tab'),
    at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    bit: fc.constantFrom(...BITS),
    length: fc.integer({ min: 1, max: 3 }),
  });
  return fc.array(mistake, { minLength: 1, maxLength: 3 }).map(mistakes =>
    mistakes.reduce((before, { kind, at, bit, length }) => {
      const offset = Math.floor(at * (before.length + 1));
      if (kind === 'insert') return before.slice(0, offset) + bit + before.slice(offset);
      if (kind === 'delete') return before.slice(0, offset) + before.slice(offset + length);
      const lines = before.split('\n');
      const line = Math.floor(at * lines.length);
      if (kind === 'drop') lines.splice(line, 1);
      else if (kind === 'indent') lines[line] = ' '.repeat(length) + lines[line];
      else if (kind === 'dedent') lines[line] = lines[line]!.replace(/^ {1,2}/, '');
      else lines[line] = `\t${lines[line]}`;
      return lines.join('\n');
    }, text),
  );
}
