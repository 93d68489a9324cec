// The reader of ytt, whose statements, annotations and values are comments to YAML: `#@ if x:`, `key: #@ value`, `(@= x @)`.
// Layer: model.
import type { Span } from '../../text/span';
import { Branches, partsPerSlice, type TemplateParts } from './parts';

/** The parts of a text that ytt fills in. An overlay is merged into documents elsewhere: all of it is a hole. */
export function* yttParts(text: string): Generator<void, TemplateParts> {
  if (text.includes('#@overlay/')) return { holes: [{ from: 0, to: text.length }], hidden: [], decoded: [] };
  const holes = inTexts(text);
  const branches = new Branches();
  let seen = 0;
  for (let from = text.indexOf('#@'); from >= 0; ) {
    if (++seen % partsPerSlice === 0) yield;
    const start = text.lastIndexOf('\n', from) + 1;
    const end = text.indexOf('\n', from);
    const lineEnd = end < 0 ? text.length : end;
    const to = text[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd;
    const code = text.slice(from + 2, to);
    // Annotations (`#@yaml/…`) say how a value is read, and are comments to us.
    if (/^[ \t]/.test(code)) {
      if (text.slice(start, from).trim() !== '') holes.push({ from, to });
      else addStatement(code.trim(), { from: start, to: Math.min(lineEnd + 1, text.length) }, branches);
    }
    from = text.indexOf('#@', to);
  }
  holes.sort((a, b) => a.from - b.from);
  return { holes, hidden: branches.finish(text.length), decoded: [] };
}

function addStatement(statement: string, line: Span, branches: Branches): void {
  const opens = statement.endsWith(':');
  const word = /^\w*/.exec(statement)![0];
  if (opens && (word === 'if' || word === 'for' || word === 'while')) branches.open();
  else if (opens && word === 'def') {
    // What a function gives stands where it is called.
    branches.open();
    branches.next(line.to);
  } else if (opens && (word === 'else' || word === 'elif')) branches.next(line.to);
  else if (statement === 'end') branches.close(line.from);
}

/** More characters a value within a text rarely has. */
const longest = 500;

/** Values within texts. */
function inTexts(text: string): Span[] {
  const found: Span[] = [];
  for (let from = text.indexOf('(@='); from >= 0; ) {
    const end = text.slice(from, from + longest).indexOf('@)');
    if (end >= 0) found.push({ from, to: from + end + 2 });
    from = text.indexOf('(@=', end < 0 ? from + 3 : from + end + 2);
  }
  return found;
}
