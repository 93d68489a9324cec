// A text in VS Code's snippet syntax as plain text, for editors that expand none. Layer: text.

/**
 * The text with the defaults of its tab stops. In a single line what follows the first place that is still to be filled is
 * left to the author: the cursor stands there then (`rate(`, `job="`).
 */
export function plainText(body: string): string {
  const defaults = new Map<string, string>();
  // A mirror may stand before the tab stop that gives its default, so the text is read twice.
  expand(body, defaults);
  const gap = body.includes('\n') ? -1 : firstGap(body, defaults);
  return expand(gap < 0 ? body : body.slice(0, gap), defaults);
}

const token = /\\([$}\\])|\$(\d+)|\$\{(\d+)\}|\$\{(\d+):|\$\{(\d+)\|([^|]*)\|\}|(\})/g;

/** Where an empty tab stop is. The last, `$0`, only says where the cursor ends. */
function firstGap(body: string, defaults: ReadonlyMap<string, string>): number {
  for (const { index, 2: bare, 3: braced } of body.matchAll(token)) {
    const stop = bare ?? braced;
    if (stop !== undefined && !defaults.get(stop)) return index;
  }
  return -1;
}

function expand(body: string, defaults: Map<string, string>): string {
  // Texts that are open: the whole, then those of placeholders, the innermost last.
  const open: { readonly stop: string; text: string }[] = [{ stop: '', text: '' }];
  const write = (text: string): void => {
    open.at(-1)!.text += text;
  };
  let from = 0;
  for (const { 0: all, index, 1: escaped, 2: bare, 3: braced, 4: named, 5: chosen, 6: choices } of body.matchAll(
    token,
  )) {
    write(body.slice(from, index));
    from = index + all.length;
    if (escaped !== undefined) write(escaped);
    else if (named !== undefined) open.push({ stop: named, text: '' });
    else if (chosen !== undefined) {
      const first = choices!.split(/(?<!\\),/)[0]!.replaceAll('\\,', ',');
      defaults.set(chosen, first);
      write(first);
    } else if (bare !== undefined || braced !== undefined) write(defaults.get((bare ?? braced)!) ?? '');
    else if (open.length > 1) {
      const { stop, text } = open.pop()!;
      defaults.set(stop, text);
      write(text);
    } else write(all);
  }
  write(body.slice(from));
  return open.map(({ text }) => text).join('');
}
