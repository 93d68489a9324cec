// Which names a source file binds to which expressions, block by block. A name that is assigned twice in a block, or that a
// caller gives, is bound to nothing that is known. Layer: catalog.
import type { CodeLanguage, Token } from './tokens';

export interface Binding {
  /** Index of the token that the expression begins with (`endOf` tells where it ends); undefined where it is not known. */
  readonly from?: number | undefined;
  /** It can never be another one: other files may use it. */
  readonly isConstant?: boolean;
}

/** By the index of the curly bracket that it holds in, -1 for the file; null where there are several. */
export type Bindings = ReadonlyMap<number, Binding | null>;

/** More blocks around a place are not climbed, and no longer expression is looked at. */
export const mostBlocks = 200;
const longestExpression = 2000;

/** All bindings of a file, by name. */
export function bindingsOf(tokens: readonly Token[], language: CodeLanguage): ReadonlyMap<string, Bindings> {
  const bindings = new Map<string, Map<number, Binding | null>>();
  const is = (index: number): string => (tokens[index]?.kind === 'text' ? '' : (tokens[index]?.is ?? ''));
  const isWord = (index: number): boolean => tokens[index]?.kind === 'word';
  const bind = (name: string, block: number, from?: number, isConstant = false): void => {
    const all = bindings.get(name) ?? new Map<number, Binding | null>();
    bindings.set(name, all);
    all.set(block, all.has(block) ? null : isConstant ? { from, isConstant } : { from });
  };
  // Go: the end of the brackets behind the last `const` or `var`, and which of the two it was.
  let declaredUpTo = -1;
  let declaredAs = '';

  /** The names of the parameters between two brackets are known in the block behind them only, and to nobody. */
  const bindParameters = (open: number): void => {
    const close = tokens[open]!.close;
    const body = bodyBehind(close, is, tokens.length);
    if (body === undefined) return;
    for (let i = open + 1; i < close; i++) {
      if (isWord(i) && isParameter(i, open)) bind(is(i), body);
      if (tokens[i]!.close > i) i = tokens[i]!.close;
    }
  };

  const isParameter = (i: number, open: number): boolean => {
    const first = i === open + 1 || is(i - 1) === ',';
    switch (language) {
      // `a, b string`
      case 'go':
        return first;
      case 'java':
        return /^(?:,|\)|=|:)$/.test(is(i + 1)) && !first;
      case 'kotlin':
      case 'rust':
        return is(i + 1) === ':';
      case 'javascript':
        return first || is(i - 1) === '...';
    }
  };

  for (let i = 0; i < tokens.length; i++) {
    const sign = is(i);
    if (language === 'go' && /^(?:const|var)$/.test(sign)) {
      declaredAs = sign;
      if (is(i + 1) === '(') declaredUpTo = tokens[i + 1]!.close;
    }
    if (sign === '(') bindParameters(i);
    else if (sign === ':=' && language === 'go') {
      let at = i - 1;
      let count = 0;
      for (; isWord(at); at -= 2) {
        count++;
        if (is(at - 1) !== ',') break;
      }
      const value = count === 1 ? i + 1 : undefined;
      for (let k = i - 1, left = count; left > 0; k -= 2, left--) bind(is(k), tokens[i]!.block, value);
    } else if ((sign === '=' || sign === '+=') && tokens[i]!.kind === 'sign') bindAssigned(i);
    else if (sign === '=>' && isWord(i - 1) && language === 'javascript') bindArrow(i);
    else if (sign === '->' && isWord(i - 1) && (language === 'java' || language === 'kotlin'))
      bind(is(i - 1), tokens[i]!.block);
    else if (sign === '{' && /^(?:const|let|var)$/.test(is(i - 1)) && language === 'javascript') {
      for (let k = i + 1; k < Math.min(tokens[i]!.close, i + longestExpression); k++)
        if (isWord(k)) bind(is(k), tokens[i]!.block);
    }
  }
  return bindings;

  /** `x => …`: what follows is a block of its own or no place to look names up from. */
  function bindArrow(i: number): void {
    if (is(i + 1) === '{') bind(is(i - 1), i + 1);
  }

  /** `name = value` with whatever type is written in front of or behind the name. */
  function bindAssigned(i: number): void {
    const isPlain = is(i) === '=';
    // Go back over the type behind the name: `name: Type =`, Go's `name Type =`.
    let name = i - 1;
    if (!isWord(name) || isTyped(name)) {
      const typed = nameBeforeType(i);
      if (typed !== undefined) name = typed;
    }
    if (!isWord(name)) return;
    const before = is(name - 1);
    const value = isPlain ? i + 1 : undefined;
    const word = is(name);
    // Attributes of something else: known by their last word only, which others may have, too.
    if (before === '.' || before === '?.' || before === '::') {
      if (/^(?:this|self)$/.test(is(name - 2))) bind(word, classBlock(tokens[i]!.block), value);
      return;
    }
    const { block } = tokens[i]!;
    if (language === 'go' && before === ',') {
      // Several at once.
      for (let k = name; isWord(k); k -= 2) {
        bind(is(k), holderOf(is(k), block) ?? block);
        if (is(k - 1) !== ',') return;
      }
      return;
    }
    // A default of a parameter, an argument by name, an attribute of an annotation.
    if (language !== 'go' && (before === '(' || before === ',')) return;
    if (declares(name)) bind(word, block, value, isConstant(name));
    else bind(word, holderOf(word, block) ?? block, value);
  }

  /** Whether a name in front of an equals sign comes into being there. */
  function declares(name: number): boolean {
    const before = is(name - 1);
    switch (language) {
      case 'go':
        return name < declaredUpTo || /^(?:const|var)$/.test(before);
      case 'java':
        return !tokens[name]!.begins && (isWord(name - 1) || /^[>\]]$/.test(before)) && before !== 'else';
      case 'kotlin':
        return /^(?:val|var)$/.test(before);
      case 'rust':
        return /^(?:let|mut|const|static|ref)$/.test(before);
      case 'javascript':
        return (
          /^(?:const|let|var|static|readonly|private|public|protected)$/.test(before) ||
          (tokens[name]!.begins && isClass(tokens[name]!.block))
        );
    }
  }

  function isConstant(name: number): boolean {
    const before = is(name - 1);
    switch (language) {
      case 'go':
        return declaredAs === 'const';
      case 'java':
        return [2, 3, 4, 5].some(back => is(name - back) === 'final' && !tokens[name - back + 1]!.begins);
      case 'kotlin':
        return before === 'val' && is(name - 2) === 'const';
      case 'rust':
        return before === 'const' || before === 'static';
      case 'javascript':
        return before === 'const' || before === 'readonly';
    }
  }

  /** The innermost block around that knows a name already. */
  function holderOf(name: string, block: number): number | undefined {
    const all = bindings.get(name);
    if (!all) return undefined;
    for (let at = block, count = 0; count < mostBlocks; at = tokens[at]!.block, count++) {
      if (all.has(at)) return at;
      if (at < 0) return undefined;
    }
    return undefined;
  }

  function isTyped(name: number): boolean {
    const before = is(name - 1);
    if (language === 'kotlin' || language === 'rust' || language === 'javascript')
      return before !== '' && /^(?:[:&.|]|::|>|mut|dyn)$/.test(before);
    return language === 'go' && isWord(name - 1) && !/^(?:const|var)$/.test(before) && !tokens[name]!.begins;
  }

  /** The name in front of the type that ends before an index. */
  function nameBeforeType(end: number): number | undefined {
    const lowest = Math.max(0, end - 16);
    for (let k = end - 1; k > lowest; k--) {
      if (language === 'go') {
        if (isWord(k) && (tokens[k]!.begins || /^(?:const|var|\()$/.test(is(k - 1))) && k < end - 1) return k;
        if (tokens[k]!.begins) return undefined;
      } else if (is(k) === ':' && isWord(k - 1)) return k - 1;
      else if (/^[;{}()]$/.test(is(k))) return undefined;
    }
    return undefined;
  }

  /** The block of the class or object around a block of one of its functions. */
  function classBlock(block: number): number {
    let at = block;
    for (let count = 0; count < mostBlocks && at >= 0 && tokens[at]!.block >= 0; count++) {
      at = tokens[at]!.block;
      if (isClass(at)) break;
    }
    return at;
  }

  function isClass(open: number): boolean {
    for (let k = open - 1; k > Math.max(0, open - 12); k--) {
      if (/^(?:class|object|impl|interface)$/.test(is(k))) return true;
      if (/^[;{}]$/.test(is(k))) return false;
    }
    return false;
  }
}

/** Where the expression that begins at an index ends; undefined for one that is too long. */
export function endOf(from: number, tokens: readonly Token[], language: CodeLanguage): number | undefined {
  const is = (index: number): string => (tokens[index]?.kind === 'text' ? '' : (tokens[index]?.is ?? ''));
  const byLine = language === 'go' || language === 'kotlin' || language === 'javascript';
  let i = from;
  for (let count = 0; i < tokens.length; i++, count++) {
    if (count > longestExpression) return undefined;
    const token = tokens[i]!;
    if (token.kind === 'sign' && /^[;,)\]}]$/.test(token.is)) break;
    if (byLine && i > from && token.begins && !goesOn(is(i - 1), is(i))) break;
    if (token.close > i) i = token.close;
  }
  return i;
}

/** Whether an expression goes on in the next line. */
function goesOn(last: string, next: string): boolean {
  return /^(?:[+\-*/.?:=<>|&(,[{]|&&|\|\||\?\.|=>|->)$/.test(last) || /^(?:[+.?:]|\?\.|&&|\|\|)$/.test(next);
}

/** The block of a function: what stands between is its result's type. */
function bodyBehind(close: number, is: (index: number) => string, end: number): number | undefined {
  for (let i = close + 1; i < Math.min(end, close + 16); i++) {
    const sign = is(i);
    if (sign === '{') return /^(?:struct|interface)$/.test(is(i - 1)) ? undefined : i;
    if (/^(?:[;,}\]]|=|:=|==|return|if|for)$/.test(sign)) return undefined;
  }
  return undefined;
}
