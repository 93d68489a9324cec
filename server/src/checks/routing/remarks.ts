// Comments around a route, in which its author says what it is for. Layer: checks.

/** The comment in the lines right above a list item that begins at `at`, without its signs; undefined where there is none. */
export function remarkAbove(text: string, at: number): string | undefined {
  let start = text.lastIndexOf('\n', at - 1) + 1;
  if (text.slice(start, at).trim() !== '-') return undefined;
  const lines: string[] = [];
  while (start > 0 && lines.length < mostLines) {
    const before = text.lastIndexOf('\n', start - 2) + 1;
    const remark = remarkOf(text.slice(before, start - 1));
    if (remark === undefined) break;
    lines.unshift(remark);
    start = before;
  }
  const remark = lines.join(' ').trim();
  return remark === '' ? undefined : remark;
}

const mostLines = 6;

/** All comments above a list item, among its lines and right behind it. */
export function remarksAt(text: string, from: number, to: number): string {
  const found: (string | undefined)[] = [remarkAbove(text, from)];
  found.push(...commentsOf(text.slice(from, to)));
  const behind = text.slice(to, to + mostBehind).split('\n');
  for (const line of behind.slice(1, 1 + mostLines)) {
    const remark = remarkOf(line);
    if (remark === undefined && line.trim() !== '') break;
    found.push(remark);
  }
  return found.filter(remark => remark !== undefined).join(' ');
}

/** What stands behind the signs of comments of a text, line by line. */
export function commentsOf(text: string): readonly string[] {
  return text.split('\n').flatMap(line => {
    const at = ` ${line}`.indexOf(' #');
    return at >= 0 ? line.slice(at + 1) : [];
  });
}

/** So many characters behind an item are looked at. */
const mostBehind = 600;

/** What a line of comment says; undefined of other lines. */
function remarkOf(line: string): string | undefined {
  const text = line.trim();
  return text.startsWith('#') ? text.replace(/^#+/, '').trim() : undefined;
}
