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
  return new BindingReader(tokens, language).read();
}

class BindingReader {
  private readonly bindings = new Map<string, Map<number, Binding | null>>();
  /** Go: the end of the brackets behind the last `const` or `var`, and which of the two it was. */
  private declaredUpTo = -1;
  private declaredAs = '';

  constructor(
    private readonly tokens: readonly Token[],
    private readonly language: CodeLanguage,
  ) {}

  read(): ReadonlyMap<string, Bindings> {
    for (let i = 0; i < this.tokens.length; i++) this.readAt(i);
    return this.bindings;
  }

  private readAt(i: number): void {
    const { language, tokens } = this;
    const sign = this.is(i);
    if (language === 'go' && /^(?:const|var)$/.test(sign)) {
      this.declaredAs = sign;
      if (this.is(i + 1) === '(') this.declaredUpTo = tokens[i + 1]!.close;
    }
    if (sign === '(') this.bindParameters(i);
    else if (sign === ':=' && language === 'go') this.bindDeclared(i);
    else if ((sign === '=' || sign === '+=') && tokens[i]!.kind === 'sign') this.bindAssigned(i);
    else if (sign === '=>' && this.isWord(i - 1) && language === 'javascript') this.bindArrow(i);
    else if (sign === '->' && this.isWord(i - 1) && (language === 'java' || language === 'kotlin'))
      this.bind(this.is(i - 1), tokens[i]!.block);
    else if (sign === '{' && /^(?:const|let|var)$/.test(this.is(i - 1)) && language === 'javascript')
      this.bindTakenApart(i);
  }

  /** Go's `a, b := …`. */
  private bindDeclared(i: number): void {
    let at = i - 1;
    let count = 0;
    for (; this.isWord(at); at -= 2) {
      count++;
      if (this.is(at - 1) !== ',') break;
    }
    const value = count === 1 ? i + 1 : undefined;
    for (let k = i - 1, left = count; left > 0; k -= 2, left--) this.bind(this.is(k), this.tokens[i]!.block, value);
  }

  /** JavaScript's `const { a, b } = …`. */
  private bindTakenApart(open: number): void {
    const { close, block } = this.tokens[open]!;
    for (let k = open + 1; k < Math.min(close, open + longestExpression); k++)
      if (this.isWord(k)) this.bind(this.is(k), block);
  }

  /** The names of the parameters between two brackets are known in the block behind them only, and to nobody. */
  private bindParameters(open: number): void {
    const close = this.tokens[open]!.close;
    const body = bodyBehind(close, at => this.is(at), this.tokens.length);
    if (body === undefined) return;
    for (let i = open + 1; i < close; i++) {
      if (this.isWord(i) && this.isParameter(i, open)) this.bind(this.is(i), body);
      if (this.tokens[i]!.close > i) i = this.tokens[i]!.close;
    }
  }

  private isParameter(i: number, open: number): boolean {
    const first = i === open + 1 || this.is(i - 1) === ',';
    switch (this.language) {
      // `a, b string`
      case 'go':
        return first;
      case 'java':
        return /^(?:,|\)|=|:)$/.test(this.is(i + 1)) && !first;
      case 'kotlin':
      case 'rust':
        return this.is(i + 1) === ':';
      case 'javascript':
        return first || this.is(i - 1) === '...';
    }
  }

  /** `x => …`: what follows is a block of its own or no place to look names up from. */
  private bindArrow(i: number): void {
    if (this.is(i + 1) === '{') this.bind(this.is(i - 1), i + 1);
  }

  /** `name = value` with whatever type is written in front of or behind the name. */
  private bindAssigned(i: number): void {
    const isPlain = this.is(i) === '=';
    // Go back over the type behind the name: `name: Type =`, Go's `name Type =`.
    let name = i - 1;
    if (!this.isWord(name) || this.isTyped(name)) {
      const typed = this.nameBeforeType(i);
      if (typed !== undefined) name = typed;
    }
    if (!this.isWord(name)) return;
    const before = this.is(name - 1);
    const value = isPlain ? i + 1 : undefined;
    const word = this.is(name);
    // Attributes of something else: known by their last word only, which others may have, too.
    if (before === '.' || before === '?.' || before === '::') {
      if (/^(?:this|self)$/.test(this.is(name - 2))) this.bind(word, this.classBlock(this.tokens[i]!.block), value);
      return;
    }
    const { block } = this.tokens[i]!;
    if (this.language === 'go' && before === ',') {
      // Several at once.
      for (let k = name; this.isWord(k); k -= 2) {
        this.bind(this.is(k), this.holderOf(this.is(k), block) ?? block);
        if (this.is(k - 1) !== ',') return;
      }
      return;
    }
    // A default of a parameter, an argument by name, an attribute of an annotation.
    if (this.language !== 'go' && (before === '(' || before === ',')) return;
    if (this.declares(name)) this.bind(word, block, value, this.isConstant(name));
    else this.bind(word, this.holderOf(word, block) ?? block, value);
  }

  /** Whether a name in front of an equals sign comes into being there. */
  private declares(name: number): boolean {
    const before = this.is(name - 1);
    switch (this.language) {
      case 'go':
        return name < this.declaredUpTo || /^(?:const|var)$/.test(before);
      case 'java':
        return !this.tokens[name]!.begins && (this.isWord(name - 1) || /^[>\]]$/.test(before)) && before !== 'else';
      case 'kotlin':
        return /^(?:val|var)$/.test(before);
      case 'rust':
        return /^(?:let|mut|const|static|ref)$/.test(before);
      case 'javascript':
        return (
          /^(?:const|let|var|static|readonly|private|public|protected)$/.test(before) ||
          (this.tokens[name]!.begins && this.isClass(this.tokens[name]!.block))
        );
    }
  }

  private isConstant(name: number): boolean {
    const before = this.is(name - 1);
    switch (this.language) {
      case 'go':
        return this.declaredAs === 'const';
      case 'java':
        return [2, 3, 4, 5].some(back => this.is(name - back) === 'final' && !this.tokens[name - back + 1]!.begins);
      case 'kotlin':
        return before === 'val' && this.is(name - 2) === 'const';
      case 'rust':
        return before === 'const' || before === 'static';
      case 'javascript':
        return before === 'const' || before === 'readonly';
    }
  }

  /** The innermost block around that knows a name already. */
  private holderOf(name: string, block: number): number | undefined {
    const all = this.bindings.get(name);
    if (!all) return undefined;
    for (let at = block, count = 0; count < mostBlocks; at = this.tokens[at]!.block, count++) {
      if (all.has(at)) return at;
      if (at < 0) return undefined;
    }
    return undefined;
  }

  private isTyped(name: number): boolean {
    const before = this.is(name - 1);
    if (this.language === 'kotlin' || this.language === 'rust' || this.language === 'javascript')
      return before !== '' && /^(?:[:&.|]|::|>|mut|dyn)$/.test(before);
    return (
      this.language === 'go' && this.isWord(name - 1) && !/^(?:const|var)$/.test(before) && !this.tokens[name]!.begins
    );
  }

  /** The name in front of the type that ends before an index. */
  private nameBeforeType(end: number): number | undefined {
    const lowest = Math.max(0, end - 16);
    for (let k = end - 1; k > lowest; k--) {
      if (this.language === 'go') {
        if (this.isWord(k) && (this.tokens[k]!.begins || /^(?:const|var|\()$/.test(this.is(k - 1))) && k < end - 1)
          return k;
        if (this.tokens[k]!.begins) return undefined;
      } else if (this.is(k) === ':' && this.isWord(k - 1)) return k - 1;
      else if (/^[;{}()]$/.test(this.is(k))) return undefined;
    }
    return undefined;
  }

  /** The block of the class or object around a block of one of its functions. */
  private classBlock(block: number): number {
    let at = block;
    for (let count = 0; count < mostBlocks && at >= 0 && this.tokens[at]!.block >= 0; count++) {
      at = this.tokens[at]!.block;
      if (this.isClass(at)) break;
    }
    return at;
  }

  private isClass(open: number): boolean {
    for (let k = open - 1; k > Math.max(0, open - 12); k--) {
      if (/^(?:class|object|impl|interface)$/.test(this.is(k))) return true;
      if (/^[;{}]$/.test(this.is(k))) return false;
    }
    return false;
  }

  private bind(name: string, block: number, from?: number, isConstant = false): void {
    const all = this.bindings.get(name) ?? new Map<number, Binding | null>();
    this.bindings.set(name, all);
    all.set(block, all.has(block) ? null : isConstant ? { from, isConstant } : { from });
  }

  private is(index: number): string {
    return wordAt(this.tokens, index);
  }

  private isWord(index: number): boolean {
    return this.tokens[index]?.kind === 'word';
  }
}

/** A word or sign; nothing for a text, and beyond the ends. */
function wordAt(tokens: readonly Token[], index: number): string {
  const token = tokens[index];
  return token === undefined || token.kind === 'text' ? '' : token.is;
}

/** Where the expression that begins at an index ends; undefined for one that is too long. */
export function endOf(from: number, tokens: readonly Token[], language: CodeLanguage): number | undefined {
  const is = (index: number): string => wordAt(tokens, index);
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
