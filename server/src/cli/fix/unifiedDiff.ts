// What changed in a file as a unified diff, which `git apply` and `patch -p1` take. Layer: cli.

/** Lines around what changed. */
const context = 3;

/** One step from the old lines to the new ones. */
interface Step {
  readonly sign: ' ' | '-' | '+';
  /** With its line break, which only a last line may lack. */
  readonly line: string;
}

/** The diff of two texts of a file; '' where they are equal. */
export function unifiedDiff(path: string, before: string, after: string): string {
  const steps = stepsOf(linesOf(before), linesOf(after));
  const hunks = hunksOf(steps);
  if (hunks.length === 0) return '';
  const isAbsolute = path.startsWith('/');
  const head = (side: string): string => quoted(isAbsolute ? path : `${side}/${path.split('\\').join('/')}`);
  return `--- ${head('a')}\n+++ ${head('b')}\n${hunks.map(hunk => hunkText(steps, hunk)).join('')}`;
}

function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? [];
}

/** A shortest way from the old lines to the new ones (Myers), after what is equal at both ends. */
function stepsOf(before: readonly string[], after: readonly string[]): readonly Step[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let [endBefore, endAfter] = [before.length, after.length];
  while (endBefore > start && endAfter > start && before[endBefore - 1] === after[endAfter - 1]) {
    endBefore--;
    endAfter--;
  }
  const same = (lines: readonly string[]): readonly Step[] => lines.map(line => ({ sign: ' ', line }));
  return [
    ...same(before.slice(0, start)),
    ...shortest(before.slice(start, endBefore), after.slice(start, endAfter)),
    ...same(before.slice(endBefore)),
  ];
}

/** The way with more steps than this is not looked for: all lines are replaced. */
const mostSteps = 500;

function shortest(before: readonly string[], after: readonly string[]): readonly Step[] {
  // `reached.get(k)`: how far the old lines are gone on the diagonal k = old - new; one map a step, to go back by.
  const trail: Map<number, number>[] = [];
  const reached = new Map<number, number>([[1, 0]]);
  for (let steps = 0; steps <= Math.min(before.length + after.length, mostSteps); steps++) {
    trail.push(new Map(reached));
    for (let k = -steps; k <= steps; k += 2) {
      const isDown = k === -steps || (k !== steps && (reached.get(k - 1) ?? -1) < (reached.get(k + 1) ?? -1));
      let x = isDown ? reached.get(k + 1)! : reached.get(k - 1)! + 1;
      while (x < before.length && x - k < after.length && before[x] === after[x - k]) x++;
      reached.set(k, x);
      if (x >= before.length && x - k >= after.length) return wayBack(trail, before, after);
    }
  }
  return [...before.map(line => ({ sign: '-' as const, line })), ...after.map(line => ({ sign: '+' as const, line }))];
}

function wayBack(
  trail: readonly ReadonlyMap<number, number>[],
  before: readonly string[],
  after: readonly string[],
): readonly Step[] {
  const steps: Step[] = [];
  let [x, y] = [before.length, after.length];
  for (let d = trail.length - 1; d >= 0; d--) {
    const reached = trail[d]!;
    const k = x - y;
    const isDown = k === -d || (k !== d && (reached.get(k - 1) ?? -1) < (reached.get(k + 1) ?? -1));
    const fromX = reached.get(isDown ? k + 1 : k - 1)!;
    const fromY = fromX - (isDown ? k + 1 : k - 1);
    while (x > fromX && y > fromY && x > 0 && y > 0) {
      steps.push({ sign: ' ', line: before[--x]! });
      y--;
    }
    if (d === 0) break;
    if (isDown) steps.push({ sign: '+', line: after[--y]! });
    else steps.push({ sign: '-', line: before[--x]! });
  }
  return steps.reverse();
}

interface Hunk {
  readonly from: number;
  readonly to: number;
}

function hunksOf(steps: readonly Step[]): readonly Hunk[] {
  const hunks: { from: number; to: number }[] = [];
  for (const [i, { sign }] of steps.entries()) {
    if (sign === ' ') continue;
    const last = hunks.at(-1);
    const [from, to] = [Math.max(0, i - context), Math.min(steps.length, i + 1 + context)];
    if (last && from <= last.to) last.to = to;
    else hunks.push({ from, to });
  }
  return hunks;
}

function hunkText(steps: readonly Step[], { from, to }: Hunk): string {
  const count = (part: readonly Step[], other: Step['sign']): number =>
    part.filter(({ sign }) => sign !== other).length;
  const inside = steps.slice(from, to);
  const range = (other: Step['sign']): string => {
    const length = count(inside, other);
    const start = count(steps.slice(0, from), other) + (length > 0 ? 1 : 0);
    return length === 1 ? `${start}` : `${start},${length}`;
  };
  const lines = inside.map(({ sign, line }) =>
    line.endsWith('\n') ? sign + line : `${sign}${line}\n\\ No newline at end of file\n`,
  );
  return `@@ -${range('+')} +${range('-')} @@\n${lines.join('')}`;
}

/** A name as git writes it: in quotes where it has characters that could be taken for something else. */
function quoted(name: string): string {
  if (!/[\0-\x1f"\\\x7f]/.test(name)) return name;
  const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '"': '\\"', '\\': '\\\\' };
  const octal = (char: string): string => escapes[char] ?? `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`;
  return `"${name.replace(/[\0-\x1f"\\\x7f]/g, octal)}"`;
}
