// Pages of checks on a terminal: paragraphs as wide as it is, headings bold, samples indented with their marks in colour.
// Reads the Markdown that pages are written in: headings, paragraphs, lists, fences, `code` and **strong**. Layer: cli.

const codes = { strong: '1', heading: '1;4', code: '36', mark: '33', dim: '2' } as const;
type Style = keyof typeof codes;

/** Lines get no longer than this, however wide the terminal. */
const widest = 100;

/** A page with the escapes of a terminal that is `columns` wide. */
export function renderPage(markdown: string, columns: number): string {
  const width = Math.max(30, Math.min(widest, columns));
  const out: string[] = [];
  const lines = markdown.split('\n');
  for (let i = 0; i < lines.length; ) {
    const line = lines[i]!;
    const heading = /^#+ /.exec(line)?.[0];
    if (line.startsWith('```')) {
      const close = lines.indexOf('```', i + 1);
      const end = close < 0 ? lines.length : close;
      out.push(...lines.slice(i + 1, end).map(sampleLine));
      i = end + 1;
    } else if (heading !== undefined) {
      out.push(styled(line.slice(heading.length).trim(), heading === '# ' ? 'strong' : 'heading'));
      i++;
    } else if (line.trim() === '' || line === '---') {
      out.push(line === '---' ? styled('─'.repeat(width), 'dim') : '');
      i++;
    } else {
      let end = i + 1;
      while (end < lines.length && lines[end]!.trim() !== '' && !/^(?:```|#+ |---$|[-*] )/.test(lines[end]!)) end++;
      const item = /^[-*] +/.test(line);
      const text = lines
        .slice(i, end)
        .join(' ')
        .replace(/^[-*] +/, '');
      const wrapped = wrap(text, item ? width - 2 : width);
      out.push(...wrapped.map((one, at) => (item ? `${at === 0 ? '- ' : '  '}${one}` : one)));
      i = end;
    }
  }
  return `${out.join('\n').trimEnd()}\n`;
}

/** Whether a stream is a terminal that shows colours, and they are wanted. */
export function showsStyles(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (env.NO_COLOR) return false;
  return stream.isTTY === true && env.TERM !== 'dumb';
}

function sampleLine(line: string): string {
  if (line === '') return '';
  return `    ${/^#<?\s*\^/.test(line) ? styled(line, 'mark') : line}`;
}

interface Word {
  readonly text: string;
  readonly style: Style | undefined;
  /** Whether a blank stands before it. */
  readonly isApart: boolean;
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let length = 0;
  const words = wordsOf(text);
  for (let i = 0; i < words.length; ) {
    // What stands without a blank between stays together.
    let end = i + 1;
    while (end < words.length && !words[end]!.isApart) end++;
    const together = words.slice(i, end);
    const size = together.reduce((sum, word) => sum + word.text.length, 0);
    if (length > 0 && length + 1 + size > width) {
      lines.push(line);
      line = '';
      length = 0;
    }
    if (length > 0) {
      line += ' ';
      length++;
    }
    line += together.map(word => (word.style ? styled(word.text, word.style) : word.text)).join('');
    length += size;
    i = end;
  }
  if (length > 0) lines.push(line);
  return lines;
}

function wordsOf(text: string): readonly Word[] {
  const words: Word[] = [];
  let isApart = true;
  for (let at = 0; at < text.length; ) {
    if (text[at] === ' ') {
      isApart = true;
      at++;
      continue;
    }
    const { inner, style, end } = wordAt(text, at);
    for (const [i, word] of inner.split(' ').filter(Boolean).entries()) {
      words.push({ text: word, style, isApart: isApart || i > 0 });
    }
    isApart = false;
    at = end;
  }
  return words;
}

/** The `code`, **strong** or plain text that begins at an offset. */
function wordAt(text: string, at: number): { readonly inner: string; readonly style?: Style; readonly end: number } {
  const ticks = /^`+/.exec(text.slice(at, at + 10))?.[0] ?? '';
  const around = ticks !== '' ? ticks : text.startsWith('**', at) ? '**' : '';
  const close = around === '' ? -1 : text.indexOf(around, at + around.length);
  if (close > 0) {
    const inner = text.slice(at + around.length, close);
    return { inner, style: ticks !== '' ? 'code' : 'strong', end: close + around.length };
  }
  let end = at + Math.max(1, around.length);
  while (end < text.length && !' `*'.includes(text[end]!)) end++;
  return { inner: text.slice(at, end), end };
}

function styled(text: string, style: Style): string {
  return `\u001b[${codes[style]}m${text}\u001b[0m`;
}
