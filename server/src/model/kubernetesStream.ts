// How Kubernetes' tools cut a file into objects: at every line that begins with `---`, before any YAML is read. Of each
// piece only the first YAML document counts. Layer: model (pure text).
import type { Problem, Span } from '../text/span';
import type { YamlDocument } from '../yaml/node';

/** Whether a document of `text` is the first of its piece; what stands behind `...` in a piece is never looked at. */
export function isFirstOfPiece(text: string, document: YamlDocument, index: number): boolean {
  if (index === 0) return true;
  // Directives stand before the line that cuts, and so in the piece before.
  const cut = /(?:[%#][^\n]*\n|[ \t]*\r?\n)*---/y;
  cut.lastIndex = document.from;
  return text[document.from - 1] === '\n' && cut.test(text);
}

/**
 * The text as a YAML reader has to be given it to see the same pieces: without comments that touch the `---`, line breaks of
 * YAML's own in that line, and the byte order mark behind it. Every offset stays what it was.
 */
export function asCut(text: string): string {
  let result = '';
  let at = 0;
  for (const { from, to } of cuts(text)) {
    const hasMark = text[to] === '\n' && text[to + 1] === '\ufeff';
    if (!hasMark && !/^---(?:#|.*[\r\x85\u2028\u2029].)/s.test(text.slice(from, to))) continue;
    // The line break takes the place of the mark.
    const end = hasMark ? to + 1 : to;
    result += text.slice(at, from) + '---'.padEnd(end - from);
    if (hasMark) result += '\n';
    at = hasMark ? to + 2 : to;
  }
  return at === 0 ? text : result + text.slice(at);
}

/** The lines at which the file is cut. One that would leave nothing before it stays in its piece, as YAML. */
function cuts(text: string): readonly Span[] {
  const found: Span[] = [];
  let piece = 0;
  for (let from = text.indexOf('\n---') + 1; from > 0; from = text.indexOf('\n---', from) + 1) {
    if (from === piece) continue;
    const end = text.indexOf('\n', from);
    const to = end < 0 ? text.length : end;
    found.push({ from, to });
    piece = to + 1;
  }
  return found;
}

/** What keeps these tools from cutting a file that YAML alone would take. */
export function pieceProblems(text: string): readonly Problem[] {
  const problems: Problem[] = [];
  const lines = cuts(text);
  // Before the first line that cuts YAML itself refuses an end marker.
  const starts = lines.length > 0 ? [{ from: 0, to: -1 }, ...lines] : lines;
  for (const { to } of starts) {
    // A comment takes its carriage return: were there two ways to read it, a failing match would try each of them per line.
    const alone = /(?:[ \t]*(?:#[^\n]*|\r)?\n)*(%[^\r\n]*|\.\.\.(?=\s|$))/y;
    alone.lastIndex = to + 1;
    const mark = alone.exec(text)?.[1];
    if (mark === undefined || (to < 0 && mark === '...')) continue;
    const what = mark === '...' ? 'end marker' : 'directive';
    const message = `Tools of Kubernetes cut the file at \`---\`, so this ${what} stands alone and is refused; remove it.`;
    problems.push({ from: alone.lastIndex - mark.length, to: alone.lastIndex, code: 'bad-directive', message });
  }
  // Lines end with a line feed here; YAML's other line breaks are none.
  for (let at = 0; at >= 0; ) {
    const behind = /---([^\S\n]*)([^\s#][^\n]*)/y;
    behind.lastIndex = at;
    const found = behind.exec(text);
    if (found) {
      const from = at + 3 + found[1]!.length;
      const message = 'Tools of Kubernetes take only a comment behind `---`; put this on a line of its own.';
      problems.push({ from, to: from + found[2]!.trimEnd().length, code: 'bad-separator', message });
    }
    const next = text.indexOf('\n---', at);
    at = next < 0 ? -1 : next + 1;
  }
  return problems;
}
