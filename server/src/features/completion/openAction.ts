// The action of a template that is open at a cursor: where it begins, and whether a string is open in it. Layer: features.

/** The offset behind the `{{` of the action that is open at the end of `before`. */
export function actionStart(before: string): number | undefined {
  let at = 0;
  for (;;) {
    const open = before.indexOf('{{', at);
    if (open < 0) return undefined;
    const inner = before.slice(open + 2);
    const close = closingBraces(inner);
    if (close === undefined) return open + 2;
    at = open + 2 + close;
  }
}

/** The offset behind the `}}` that closes an action; braces inside its strings do not count. */
function closingBraces(action: string): number | undefined {
  if (/^-?\s*\/\*/.test(action)) {
    const end = action.indexOf('*/');
    const close = end < 0 ? -1 : action.indexOf('}}', end);
    return close < 0 ? undefined : close + 2;
  }
  let quote: string | undefined;
  for (let i = 0; i < action.length; i++) {
    const letter = action[i]!;
    if (quote !== undefined) {
      if (letter === '\\' && quote !== '`') i++;
      else if (letter === quote) quote = undefined;
    } else if (letter === '"' || letter === '`') quote = letter;
    else if (letter === '}' && action[i + 1] === '}') return i + 2;
  }
  return undefined;
}

/** The offset of the quote that is open at the end of the action. */
export function openString(action: string): number | undefined {
  let open: number | undefined;
  for (let i = 0; i < action.length; i++) {
    const letter = action[i]!;
    if (open === undefined) {
      if (letter === '"' || letter === '`') open = i;
    } else if (letter === '\\' && action[open] !== '`') i++;
    else if (letter === action[open]) open = undefined;
  }
  return open;
}
