// How Kubernetes' tools cut a file into objects: at every line that begins with `---`, before any YAML is read. Of each
// piece only the first YAML document counts. Layer: model (pure text).
import type { Problem } from '../text/span';
import type { YamlDocument } from '../yaml/node';

/** Whether a document of `text` is the first of its piece; what stands behind `...` in a piece is never looked at. */
export function isFirstOfPiece(text: string, document: YamlDocument, index: number): boolean {
  if (index === 0) return true;
  // Directives stand before the line that cuts, and so in the piece before.
  const cut = /(?:[%#][^\n]*\n|[ \t]*\r?\n)*---/y;
  cut.lastIndex = document.from;
  return text[document.from - 1] === '\n' && cut.test(text);
}

/** What keeps these tools from cutting a file that YAML alone would take. */
export function pieceProblems(text: string): readonly Problem[] {
  const problems: Problem[] = [];
  const directive = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*(%[^\r\n]*)/.exec(text);
  if (directive && text.includes('\n---')) {
    const to = directive[0].length;
    const message =
      'Tools of Kubernetes cut the file at `---`, so this directive stands alone and is refused; remove it.';
    problems.push({ from: to - directive[1]!.length, to, code: 'bad-directive', message });
  }
  // Lines end with a line feed here; YAML's other line breaks are none.
  for (const found of text.matchAll(/(?<=^|\n)---([^\S\n]*)([^\s#][^\n]*)/g)) {
    const from = found.index + 3 + found[1]!.length;
    const message = 'Tools of Kubernetes take only a comment behind `---`; put this on a line of its own.';
    problems.push({ from, to: from + found[2]!.trimEnd().length, code: 'bad-separator', message });
  }
  return problems;
}
