// Parses Go templates as text/template does, with exact places and without stopping at the first mistake.
// Layer: template. Longer than usual: one grammar, one class.
import { closest } from '../text/closest';
import type { Problem, Span } from '../text/span';
import type { BranchNode, Command, Operand, PathPart, Pipeline, TemplateCall, TemplateNode, VariableNode } from './ast';
import type { TemplateEnv } from './env';
import { functionElsewhere } from './functions';
import type { Token, TokenKind } from './lexer';
import { tokenize } from './lexer';
import { parseNumber, unquote, unquoteChar } from './literals';

/** A named template of the text, from `define` or `block`. */
export interface DefinedTemplate extends Span {
  readonly name: string;
  readonly nameSpan: Span;
  readonly body: readonly TemplateNode[];
}

export interface ParsedTemplate {
  readonly text: string;
  readonly env: TemplateEnv;
  readonly nodes: readonly TemplateNode[];
  readonly defines: readonly DefinedTemplate[];
  /** Every reason why the target would refuse the template; empty exactly when it loads. */
  readonly problems: readonly Problem[];
  /** The actions from `{{` to behind `}}`, or to where a broken one is given up, in order. */
  readonly actions: readonly Span[];
  /** The nesting is deeper than the tree shows; such a template is not rendered. */
  readonly tooDeep: boolean;
}

/** Parses a template. Codes of the problems: syntax, unclosed, block, escape, number, function, variable, duplicate-define. */
export function parseTemplate(text: string, env: TemplateEnv): ParsedTemplate {
  return new Parser(text, env).run();
}

// Deeper nesting is never written by hand; the limit keeps every walk over the tree off the end of the stack.
const MAX_DEPTH = 100;

/** An open block: what `{{end}}` will close. */
interface Frame {
  readonly kind: 'if' | 'range' | 'with' | 'define' | 'block';
  readonly from: number;
  /** The opening action, for the message that its end is missing. */
  readonly opener: Span;
  readonly pipe?: Pipeline;
  readonly name?: { readonly value: string; readonly span: Span };
  readonly body: TemplateNode[];
  otherwise?: TemplateNode[];
  /** `else if`: closed together with the block around it. */
  readonly chained: boolean;
  readonly variables: number;
  /** What to go back to after a named template, which sees no variables and no loop of its surroundings. */
  readonly outer?: { readonly variables: string[]; readonly loops: number };
}

/** Of so many statements it is told that they are not closed: a text with more is no template that somebody wrote. */
const mostUnclosed = 20;

class Parser {
  private readonly tokens: readonly Token[];
  private index = 0;
  private readonly nodes: TemplateNode[] = [];
  private readonly frames: Frame[] = [];
  private readonly problems: Problem[] = [];
  private readonly actions: Span[] = [];
  private readonly defines = new Map<string, DefinedTemplate>();
  private variables: string[];
  private loops = 0;
  private parens = 0;
  private tooDeep = false;
  /** A syntax problem was reported in this action: what follows in it would only be its echo. */
  private failed = false;
  /** Where the last action lost its end, which may have swallowed an `{{end}}`. */
  private lostEnd = -1;

  constructor(
    private readonly text: string,
    private readonly env: TemplateEnv,
  ) {
    this.tokens = tokenize(text);
    this.variables = ['$', ...env.variables.map(v => v.name)];
  }

  run(): ParsedTemplate {
    for (let token = this.next(); token.kind !== 'eof'; token = this.next()) {
      this.failed = false;
      if (token.kind === 'text') {
        this.add({ kind: 'text', from: token.from, to: token.to, text: token.text });
      } else if (token.kind === 'comment') {
        if (token.fault) {
          this.report('unclosed', token, token.fault);
          this.lostEnd = token.from;
        }
        this.add({ kind: 'comment', from: token.from, to: token.to });
      } else this.action(token);
    }
    this.closeAtEnd();
    return {
      text: this.text,
      env: this.env,
      nodes: this.nodes,
      defines: [...this.defines.values()],
      problems: this.problems.sort((a, b) => a.from - b.from),
      actions: this.actions,
      tooDeep: this.tooDeep,
    };
  }

  // Tokens

  private next(): Token {
    const token = this.tokens[this.index]!;
    if (token.kind !== 'eof') this.index++;
    return token;
  }

  private peek(): Token {
    return this.tokens[this.index]!;
  }

  private peekWord(): Token {
    while (this.peek().kind === 'space') this.index++;
    return this.peek();
  }

  private nextWord(): Token {
    this.peekWord();
    return this.next();
  }

  /** Where the last token ended that is no space. */
  private lastEnd(): number {
    let i = this.index - 1;
    while (i > 0 && this.tokens[i]!.kind === 'space') i--;
    return i >= 0 ? this.tokens[i]!.to : 0;
  }

  // Problems

  private report(code: string, span: Span, message: string, isUnfinished = code === 'unclosed'): void {
    if (this.failed) return;
    const unfinished = isUnfinished ? { unfinished: true as const } : {};
    this.problems.push({ from: span.from, to: span.to, message, code, ...unfinished });
    if (code === 'syntax' || code === 'unclosed') this.failed = true;
  }

  private unexpected(token: Token, context: string): void {
    if (token.fault !== undefined && token.kind === 'bad') {
      this.report(token.fault.includes('not closed') ? 'unclosed' : 'syntax', token, token.fault);
    } else if (token.kind === 'close' || token.kind === 'eof') {
      this.report('syntax', token, `The action ends too early: ${context} is not complete.`);
    } else if (token.kind === 'rparen') this.report('syntax', token, 'The parenthesis `)` has no `(` before it.');
    else this.report('syntax', token, `${describe(token)} cannot stand here, in ${context}.`);
  }

  // Blocks

  private add(node: TemplateNode): void {
    const frame = this.frames.at(-1);
    (frame ? (frame.otherwise ?? frame.body) : this.nodes).push(node);
  }

  private open(frame: Omit<Frame, 'body' | 'variables'> & { variables?: number }): void {
    this.frames.push({ ...frame, body: [], variables: frame.variables ?? this.variables.length });
    if (this.frames.length > MAX_DEPTH) this.tooDeep = true;
  }

  /** Ends the innermost block, with every `else if` that hangs on it. */
  private close(to: number): void {
    for (;;) {
      const frame = this.frames.pop();
      if (!frame) return;
      if (frame.outer) {
        this.variables = frame.outer.variables;
        this.loops = frame.outer.loops;
      } else this.variables.length = Math.min(this.variables.length, frame.variables);
      if (frame.kind === 'range' && frame.otherwise === undefined) this.loops--;
      // What lies deeper than the limit is checked but not kept.
      if (this.frames.length < MAX_DEPTH) this.add(this.built(frame, to));
      if (!frame.chained) return;
    }
  }

  private built(frame: Frame, to: number): TemplateNode {
    const span = { from: frame.from, to };
    if (frame.kind === 'define' || frame.kind === 'block') {
      const name = frame.name?.value ?? '';
      const nameSpan = frame.name?.span ?? { from: frame.opener.from, to: frame.opener.from };
      this.defined({ ...span, name, nameSpan, body: frame.body });
      if (frame.kind === 'define') return { kind: 'define', ...span, name, nameSpan, body: frame.body };
      const call: TemplateCall = { kind: 'template', ...span, name, nameSpan, pipe: frame.pipe, body: frame.body };
      return call;
    }
    const branch: BranchNode = {
      kind: frame.kind,
      ...span,
      pipe: frame.pipe!,
      body: frame.body,
      ...(frame.otherwise ? { otherwise: frame.otherwise } : {}),
    };
    return branch;
  }

  private defined(template: DefinedTemplate): void {
    const known = this.defines.get(template.name);
    if (!known || isEmpty(known.body)) this.defines.set(template.name, template);
    else if (!isEmpty(template.body)) {
      this.problems.push({
        ...template.nameSpan,
        message: `The template \`${template.name}\` is already defined in this text.`,
        code: 'duplicate-define',
      });
    }
  }

  private closeAtEnd(): void {
    let told = 0;
    while (this.frames.length > 0) {
      let at = this.frames.length - 1;
      while (at > 0 && this.frames[at]!.chained) at--;
      const base = this.frames[at]!;
      this.failed = false;
      // A broken action after the opener may have been the missing end.
      if (this.lostEnd < base.from && ++told <= mostUnclosed) {
        this.report('block', base.opener, `The \`${base.kind}\` is not closed: \`{{end}}\` is missing.`, true);
      }
      this.close(this.text.length);
    }
  }

  // Actions

  private action(open: Token): void {
    if (open.fault) {
      const end = this.closeOf();
      this.lostEnd = open.from;
      this.report('unclosed', { from: open.from, to: end.to }, open.fault);
    }
    const word = this.peekWord();
    if (word.kind === 'keyword') {
      this.index++;
      this.keyword(open, word);
    } else {
      const pipe = this.pipeline('a command', 'close');
      const to = this.finish('a command');
      this.add({ kind: 'action', from: open.from, to, pipe });
    }
    this.actions.push({ from: open.from, to: this.tokens[this.index - 1]!.to });
  }

  private closeOf(): Token {
    let i = this.index;
    while (this.tokens[i]!.kind !== 'close') i++;
    return this.tokens[i]!;
  }

  /** Takes the closing delimiter; everything before it is unexpected. Returns where the action ends. */
  private finish(context: string): number {
    let token = this.nextWord();
    if (token.kind !== 'close') this.unexpected(token, context);
    while (token.kind !== 'close') token = this.next();
    return token.to;
  }

  private keyword(open: Token, word: Token): void {
    const from = open.from;
    const opener = { from, to: word.to };
    switch (word.text) {
      case 'if':
      case 'with':
      case 'range':
        this.branch(word.text, from, opener, false);
        return;
      case 'else':
        this.otherwise(from, opener);
        return;
      case 'end': {
        const to = this.finish('{{end}}');
        if (this.frames.length > 0) this.close(to);
        else if (this.lostEnd < 0 && !this.hasUnknownWord()) {
          this.report(
            'block',
            { from, to },
            'This `{{end}}` closes nothing: no if, range, with, define or block is open.',
          );
        }
        return;
      }
      case 'break':
      case 'continue': {
        const to = this.finish(`{{${word.text}}}`);
        if (this.loops === 0) {
          this.report('block', { from, to }, `\`{{${word.text}}}\` works only inside \`range\`.`);
        }
        this.add({ kind: word.text, from, to });
        return;
      }
      case 'define': {
        if (this.frames.length > 0) {
          this.report('block', opener, 'A `define` can stand only at the top of the text, not inside another block.');
        }
        const name = this.templateName('define');
        this.finish('define');
        const outer = { variables: this.variables, loops: this.loops };
        this.variables = ['$'];
        this.loops = 0;
        this.open({ kind: 'define', from, opener, name, chained: false, outer });
        return;
      }
      case 'block': {
        const name = this.templateName('block');
        const pipe = this.pipeline('block', 'close');
        this.finish('block');
        const outer = { variables: this.variables, loops: this.loops };
        this.variables = ['$'];
        this.loops = 0;
        this.open({ kind: 'block', from, opener, name, pipe, chained: false, outer });
        return;
      }
      default: {
        const name = this.templateName('template');
        const pipe = this.peekWord().kind === 'close' ? undefined : this.pipeline('template', 'close');
        const to = this.finish('template');
        this.add({ kind: 'template', from, to, name: name.value, nameSpan: name.span, ...(pipe ? { pipe } : {}) });
      }
    }
  }

  private branch(kind: 'if' | 'range' | 'with', from: number, opener: Span, chained: boolean): void {
    const variables = this.variables.length;
    const pipe = this.pipeline(kind, 'close');
    this.finish(kind);
    this.open({ kind, from, opener, pipe, chained, variables });
    if (kind === 'range') this.loops++;
  }

  private otherwise(from: number, opener: Span): void {
    const frame = this.frames.at(-1);
    const word = this.peekWord();
    const kind = word.kind === 'keyword' && (word.text === 'if' || word.text === 'with') ? word.text : undefined;
    const span = kind ? { from, to: word.to } : opener;
    if (!frame || frame.kind === 'define' || frame.kind === 'block') {
      if (this.lostEnd < 0 && !this.hasUnknownWord()) {
        this.report('block', span, 'This `{{else}}` belongs to nothing: no if, range or with is open.');
      }
    } else if (frame.otherwise) {
      this.report('block', span, `The \`${frame.kind}\` has an \`{{else}}\` already.`);
    } else if (kind && kind !== frame.kind) {
      this.report(
        'block',
        span,
        `\`{{else ${kind}}}\` belongs to \`{{${kind}}}\`; close the \`${frame.kind}\` or write \`{{else}}\`.`,
      );
    } else if (kind === 'with' && !this.env.elseWith) {
      this.report(
        'block',
        span,
        '`{{else with}}` is not known to this version; write `{{else}}{{with …}}…{{end}}{{end}}`.',
      );
    }
    if (frame && frame.otherwise === undefined && frame.kind !== 'define' && frame.kind !== 'block') {
      frame.otherwise = [];
      if (frame.kind === 'range') this.loops--;
    }
    if (kind) {
      this.index++;
      this.branch(kind, from, span, frame !== undefined);
    } else this.finish('{{else}}');
  }

  /** Whether an unknown function was met: it may be a misspelt `if`, whose end must not be called stray. */
  private hasUnknownWord(): boolean {
    return this.problems.some(p => p.code === 'function' || p.code === 'syntax' || p.code === 'unclosed');
  }

  private templateName(context: string): { value: string; span: Span } {
    const token = this.peekWord();
    if (token.kind !== 'string') {
      if (!this.failed) {
        const message = `The name of the template is missing: write {{${context} "name"`;
        if (token.kind === 'bad') this.unexpected(token, context);
        else this.report('syntax', token, `${message}${context === 'define' ? '}}.' : ' …}}.'}`);
      }
      return { value: '', span: { from: token.from, to: token.from } };
    }
    this.index++;
    return { value: this.stringValue(token), span: { from: token.from, to: token.to } };
  }

  private stringValue(token: Token): string {
    const value = unquote(token.text);
    if (value !== undefined) return value;
    this.report(
      'escape',
      token,
      'The text has an escape that Go does not know; double the backslash or quote it with backticks.',
    );
    return token.text.slice(1, -1);
  }

  // Pipelines

  private pipeline(context: string, end: 'close' | 'rparen'): Pipeline {
    const from = this.peekWord().from;
    const { declares, assign } = this.declarations(context);
    const commands: Command[] = [];
    for (;;) {
      const token = this.peekWord();
      if (token.kind === end) break;
      if (token.kind === 'close' || token.kind === 'eof') {
        this.report('unclosed', token, 'A parenthesis is not closed: `)` is missing.');
        break;
      }
      if (OPERANDS.has(token.kind)) commands.push(this.command());
      else {
        this.unexpected(token, context);
        this.index++;
        if (token.kind !== 'pipe') commands.push({ from: token.from, to: token.to, args: [hole(token)] });
      }
    }
    const to = Math.max(from, this.lastEnd());
    this.checkPipeline(commands, { from, to: Math.max(to, this.peek().from) }, context);
    const danglingPipe = commands.length > 0 ? this.pipeBefore() : undefined;
    return { from, to, declares, commands, ...(assign ? { assign } : {}), ...(danglingPipe ? { danglingPipe } : {}) };
  }

  /** The `|` that the present token stands right behind, blanks apart. */
  private pipeBefore(): Span | undefined {
    let at = this.index - 1;
    while (this.tokens[at]?.kind === 'space') at--;
    const token = this.tokens[at];
    return token?.kind === 'pipe' ? { from: token.from, to: token.to } : undefined;
  }

  private declarations(context: string): { declares: VariableNode[]; assign?: 'declare' | 'assign' } {
    const declares: VariableNode[] = [];
    for (;;) {
      const start = this.index;
      const variable = this.peekWord();
      if (variable.kind !== 'variable') break;
      this.index++;
      const next = this.peekWord();
      const node: VariableNode = {
        kind: 'variable',
        from: variable.from,
        to: variable.to,
        name: variable.text,
        path: [],
      };
      if (next.kind === 'declare' || next.kind === 'assign') {
        this.index++;
        declares.push(node);
        this.variables.push(variable.text);
        return { declares, assign: next.kind };
      }
      if (next.kind !== 'other' || next.text !== ',') {
        this.index = start;
        break;
      }
      this.index++;
      declares.push(node);
      this.variables.push(variable.text);
      if (context !== 'range' || declares.length > 1) {
        this.report(
          'syntax',
          next,
          context === 'range' ? 'A range declares two variables at most.' : 'Only range declares two variables.',
        );
      } else if (!['variable', 'close', 'rparen'].includes(this.peekWord().kind)) {
        this.report('syntax', this.peek(), 'A second variable is expected after the comma of range.');
      }
    }
    return declares.length > 0 ? { declares, assign: 'declare' } : { declares };
  }

  private checkPipeline(commands: readonly Command[], span: Span, context: string): void {
    if (commands.length === 0) {
      this.report('syntax', span, `Something to evaluate is missing in ${context}.`);
      return;
    }
    commands.forEach((command, i) => {
      const first = command.args[0];
      if (i === 0 || !first) return;
      if (['bool', 'dot', 'nil', 'number', 'char', 'string'].includes(first.kind)) {
        this.report('syntax', first, 'Only a function, a field or a variable can follow `|`, not a fixed value.');
      }
    });
  }

  private command(): Command {
    const args: Operand[] = [];
    const from = this.peek().from;
    for (;;) {
      this.peekWord();
      const operand = this.operand();
      if (operand) args.push(operand);
      const token = this.peek();
      if (token.kind === 'space') continue;
      if (token.kind === 'close' || token.kind === 'rparen' || token.kind === 'eof') break;
      this.index++;
      if (token.kind === 'pipe') break;
      this.unexpected(token, 'a command');
      args.push(hole(token));
    }
    return { from, to: Math.max(from, args.at(-1)?.to ?? from), args };
  }

  private operand(): Operand | undefined {
    const term = this.term();
    if (!term || this.peek().kind !== 'field') return term;
    const path: PathPart[] = [];
    while (this.peek().kind === 'field') {
      const token = this.next();
      path.push({ from: token.from + 1, to: token.to, name: token.text.slice(1) });
    }
    const to = path.at(-1)!.to;
    if (term.kind === 'field' || term.kind === 'variable') return { ...term, to, path: [...term.path, ...path] };
    if (['bool', 'string', 'number', 'char', 'nil', 'dot'].includes(term.kind)) {
      this.report('syntax', { from: term.to, to }, 'A fixed value has no fields; nor may two dots follow each other.');
    }
    return { kind: 'chain', from: term.from, to, base: term, path };
  }

  private term(): Operand | undefined {
    const token = this.peek();
    const span = { from: token.from, to: token.to };
    switch (token.kind) {
      case 'ident':
        this.index++;
        if (!this.env.functions.has(token.text)) this.unknownFunction(token);
        return { kind: 'ident', ...span, name: token.text };
      case 'dot':
        this.index++;
        return { kind: 'dot', ...span };
      case 'nil':
        this.index++;
        return { kind: 'nil', ...span };
      case 'bool':
        this.index++;
        return { kind: 'bool', ...span, value: token.text === 'true' };
      case 'field':
        this.index++;
        return { kind: 'field', ...span, path: [{ from: token.from + 1, to: token.to, name: token.text.slice(1) }] };
      case 'variable':
        this.index++;
        if (!this.variables.includes(token.text)) this.unknownVariable(token);
        return { kind: 'variable', ...span, name: token.text, path: [] };
      case 'number':
        this.index++;
        return this.number(token);
      case 'char': {
        this.index++;
        const value = unquoteChar(token.text);
        if (value === undefined) {
          this.report('escape', token, 'Single quotes hold exactly one character; write a text with `"` or backticks.');
        }
        return { kind: 'char', ...span, value: value ?? 0 };
      }
      case 'string':
        this.index++;
        return { kind: 'string', ...span, value: this.stringValue(token), quote: token.text[0]! };
      case 'lparen':
        return this.parenthesized();
      default:
        return undefined;
    }
  }

  private parenthesized(): Operand {
    const open = this.next();
    if (this.parens >= MAX_DEPTH) {
      // Too deep to walk: skip to the partner and keep the place.
      this.tooDeep = true;
      for (let depth = 1; depth > 0 && !['close', 'eof'].includes(this.peek().kind); this.index++) {
        depth += this.peek().kind === 'lparen' ? 1 : this.peek().kind === 'rparen' ? -1 : 0;
      }
      return hole({ from: open.from, to: this.lastEnd() });
    }
    this.parens++;
    const pipe = this.pipeline('parentheses', 'rparen');
    this.parens--;
    const end = this.peek();
    if (end.kind === 'rparen') this.index++;
    return { kind: 'pipe', from: open.from, to: end.kind === 'rparen' ? end.to : Math.max(open.to, pipe.to), pipe };
  }

  private number(token: Token): Operand {
    const value = parseNumber(token.text);
    if (value === 'overflow') {
      this.report('number', token, `The integer \`${token.text}\` is too large or written with a wrong leading zero.`);
    } else if (value === 'syntax') this.report('number', token, `\`${token.text}\` is no number.`);
    return { kind: 'number', from: token.from, to: token.to, text: token.text };
  }

  private unknownFunction(token: Token): void {
    const name = token.text;
    const elsewhere = functionElsewhere(name, this.env.target);
    const title = this.env.target === 'prometheus' ? 'Prometheus' : 'Alertmanager';
    let message = `The function \`${name}\` does not exist.`;
    if (elsewhere && elsewhere.origin === this.env.target) {
      message = `The function \`${name}\` needs ${title} ${elsewhere.since?.major}.${elsewhere.since?.minor} or newer.`;
    } else if (elsewhere) {
      const other = title === 'Prometheus' ? 'Alertmanager' : 'Prometheus';
      message = `The function \`${name}\` exists only in templates of ${other}, not in those of ${title}.`;
    } else {
      const near = closest(name, [...this.env.functions.keys(), 'if', 'range', 'with', 'end', 'else', 'template']);
      if (near) message = `The function \`${name}\` does not exist; did you mean \`${near}\`?`;
      else if (this.env.variables.some(v => v.name === `$${name}`)) {
        message = `The function \`${name}\` does not exist; the variable is \`$${name}\`.`;
      }
    }
    this.report('function', token, message);
  }

  private unknownVariable(token: Token): void {
    const name = token.text;
    const predefined = this.env.variables.some(v => v.name === name);
    const near = closest(
      name,
      this.variables.filter(v => v !== '$'),
    );
    this.report(
      'variable',
      token,
      predefined
        ? `The variable \`${name}\` is not visible inside a named template; hand it over when calling the template.`
        : `The variable \`${name}\` is not defined${near ? `; did you mean \`${near}\`?` : '.'}`,
    );
  }
}

const OPERANDS: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'bool',
  'char',
  'dot',
  'field',
  'ident',
  'number',
  'nil',
  'string',
  'variable',
  'lparen',
]);

function hole(span: Span): Operand {
  return { kind: 'hole', from: span.from, to: span.to };
}

/** Nothing but white space and comments, as Go decides whether a second definition may replace the first. */
function isEmpty(body: readonly TemplateNode[]): boolean {
  return body.every(node => node.kind === 'comment' || (node.kind === 'text' && node.text.trim() === ''));
}

function describe(token: Token): string {
  switch (token.kind) {
    case 'keyword':
      return `The keyword \`${token.text}\``;
    case 'pipe':
      return 'The character `|`';
    case 'declare':
      return 'The sign `:=`';
    case 'assign':
      return 'The sign `=`';
    case 'lparen':
      return 'The parenthesis `(`';
    default:
      return token.kind === 'other' ? `The character \`${token.text}\`` : `\`${token.text}\``;
  }
}
