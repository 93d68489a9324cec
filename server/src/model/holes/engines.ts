// The template engines that fill in files before their target reads them: how each is recognised, and who reads its holes.
// Prometheus' and Alertmanager's own templates are no holes, so a sign has to be one that these never have. Layer: model.
import { finish } from '../../text/slices';
import { goParts, jinjaParts } from './actions';
import { composeParts, isCompose } from './compose';
import { erbParts, jujuParts, placeholderParts, variableParts } from './marks';
import type { PartReader } from './parts';
import { yttParts } from './ytt';

export interface TemplateEngine {
  readonly name: string;
  /** What every sign of it has: looked for first. */
  readonly trigger: string;
  /** Whether lines of a file hold a sign of it; each sign of its own lies within one line. */
  readonly isIn: (lines: string, text: string) => boolean;
  /** Whether it is one only where nobody else fills in double braces. */
  readonly braces?: true;
  /** Whether nobody else fills in the file. */
  readonly alone?: true;
  readonly read: PartReader;
}

/** In the order in which they are asked: of those with double braces the first reads the file. */
export const templateEngines: readonly TemplateEngine[] = [
  { name: 'Jinja', trigger: '{', isIn: isJinja, braces: true, read: jinjaParts },
  { name: 'Helm', trigger: '{{', isIn: isChart, braces: true, read: goParts },
  { name: 'sprig', trigger: '|', isIn: lines => isForeign(lines, SPRIG), braces: true, read: goParts },
  {
    name: 'another Go template',
    trigger: '{{',
    isIn: lines => GO_TEMPLATE.some(sign => isForeign(lines, sign)),
    braces: true,
    read: goParts,
  },
  { name: 'ERB', trigger: '<%', isIn: isErb, read: erbParts },
  { name: 'Terraform', trigger: '{', isIn: lines => hasVariable(lines, TERRAFORM), read: variableParts },
  { name: 'Flux', trigger: '$', isIn: lines => hasVariable(lines, FLUX) || DOUBLED.test(lines), read: variableParts },
  { name: 'envsubst', trigger: '$', isIn: lines => hasVariable(lines, ENVSUBST), read: variableParts },
  { name: 'a script', trigger: '{{', isIn: lines => PLACEHOLDER.test(lines), read: placeholderParts },
  { name: 'ytt', trigger: '#@', isIn: lines => YTT.test(lines), read: yttParts },
  { name: 'Compose', trigger: '$', isIn: (_, text) => isCompose(text), alone: true, read: composeParts },
  { name: 'Juju', trigger: '%%', isIn: lines => JUJU.test(lines), read: jujuParts },
];

/** The lines of a text that may hold a sign of some engine, each once: of a large rule file few are left to look at. */
export function suspectLines(text: string): string {
  return finish(suspectLinesInSlices(text));
}

/** How many lines are found between two yields. */
const linesPerSlice = 4096;

/** The same in slices. */
export function* suspectLinesInSlices(text: string): Generator<void, string> {
  const lines = new Set<string>();
  let found = 0;
  for (const trigger of TRIGGERS) {
    for (let at = text.indexOf(trigger); at >= 0; ) {
      const end = text.indexOf('\n', at);
      const to = end < 0 ? text.length : end;
      lines.add(text.slice(text.lastIndexOf('\n', at) + 1, to));
      at = text.indexOf(trigger, to);
      if (++found % linesPerSlice === 0) yield;
    }
    yield;
  }
  return [...lines].join('\n');
}

const TRIGGERS = ['{{', '{%', '<%', '%{', '%%', '#@', '$'];

/** Whether a line begins with an action: structure for a template engine where the file is none of Prometheus' own. */
export function hasStructure(lines: string): boolean {
  return /^\{\{/m.test(lines);
}

/** Plain names in braces, as Ansible's variables are. In a rule file they are a mistake for `$labels`. */
export function hasPlainName(text: string): boolean {
  return PLAIN_NAME.test(text);
}

const PLAIN_NAME =
  /\{\{ ?(?!else\b|end\b|break\b|continue\b|now\b|externalURL\b|pathPrefix\b)[a-z]\w{0,100}(?:\.\w{1,100}){0,9} ?(?:\}\}|\| ?\w)/;

/** A statement, an annotation or a value of ytt's, all of them comments to YAML. */
const YTT = /#@(?: ?(?:load\(|(?:if|for|def) \w|end\b)|(?:data|yaml|overlay|schema|library)\/)|[:-] #@ \w/;

function isJinja(lines: string): boolean {
  return STATEMENT.test(lines) || JINJA_LITERAL.test(lines) || FILTER.test(lines);
}

/** A statement of Jinja's. */
const STATEMENT = /\{%[-+]?[ \t]*(?:raw|if|for|set|endif|endfor|endraw|macro|block|include|import|else|elif)\b/;
/** Braces written by Jinja: Go has no texts in single quotes. */
const JINJA_LITERAL = /\{\{[ \t]*'[^'\n]{0,500}(?:\{|\}|%)/;
/** A filter with arguments in parentheses. */
const FILTER = /\{\{-?[ \t]*[a-z_][\w.]{0,200}[ \t]*\|[ \t]*\w{1,50}\(/;

function isChart(lines: string): boolean {
  return CHART.some(sign => sign.test(lines));
}

const CHART: readonly RegExp[] = [
  /\{\{-?[^}\n]{0,500}(?<![\w)\]])\.(?:Values|Release|Chart|Capabilities|Template|Files|Namespace)\b/,
  /\{\{-?[ \t]*(?:include|toYaml|tpl|fail|required|lookup)\b/,
  // Braces that are to stay for Prometheus.
  /\{\{-?[ \t]*(?:print[ \t]+)?`[^`\n]{0,500}(?:\{\{|\}\})/,
  /\{\{-?[ \t]*"(?:[^"\\\n]|\\.){0,500}(?:\{\{|\}\})/,
];

/** Functions of sprig and Helm on what is no data of an alert. */
const SPRIG =
  /\|[ \t]{0,9}(?:quote|squote|n?indent|toYaml|toJson|default|b64enc|trunc|trimSuffix|trimPrefix|lower|upper|replace|ternary|coalesce)\b/g;

const GO_TEMPLATE: readonly RegExp[] = [
  // An action at the start of a line: what defines templates only, or comments, says nothing of who would run it.
  /^\{\{-?(?![ \t]*(?:(?:define|block|template|end)\b|\/\*|["`]))/gm,
  // An unquoted action as a key's value is a flow map to YAML. Behind a colon within a text it means nothing. The colon is
  // looked for first: there are fewer of these than of lines.
  /:[ \t]+\{\{(?!-?[ \t]*(?:template\b|["`/]))(?<=^[ \t]*(?:-[ \t]+)*["']?[\w./-]+["']?:[ \t]+\{\{)/gm,
  // A number to compare with: no target fills in an expression.
  /(?:[<>]=?|[=!]=)[ \t]*\{\{-?[ \t]*(?!(?:printf|with|range|if|end|else|template|first)\b)[.a-z][\w.]*(?=[ \t]*(?:\||-?\}\}))/g,
];

/** Whether some action that a sign finds is none for Prometheus or Alertmanager, which know their own data and functions. */
function isForeign(lines: string, sign: RegExp): boolean {
  for (const { index, 0: found } of lines.matchAll(sign)) {
    const action = actionAround(lines, index + found.length);
    if (action !== undefined && !OWN_DATA.test(action)) return true;
  }
  return false;
}

/** Longer actions are none that a sign is looked for in. */
const longest = 500;

/** The action in double braces that `at` is in, as far as its line goes. */
function actionAround(lines: string, at: number): string | undefined {
  const before = lines.slice(Math.max(0, at - longest), at);
  const open = before.lastIndexOf('{{');
  if (open < 0 || before.indexOf('\n', open) >= 0 || before.indexOf('}}', open) >= 0) return undefined;
  return before.slice(open) + /^[^}\n]*/.exec(lines.slice(at, at + longest))![0];
}

/** What an author who writes for Prometheus or Alertmanager names in an action. */
const OWN_DATA =
  /(?:\$(?:labels|value|externalLabels|externalURL)|\.(?:Labels|Value|CommonLabels|GroupLabels|Annotations|CommonAnnotations|Alerts|Status|StartsAt|EndsAt|GeneratorURL|ExternalURL)|\b(?:query|humanize\w*))\b/;

function isErb(lines: string): boolean {
  for (const { index } of lines.matchAll(/<%[-=#]?[ \t]{0,9}[@$\w:(]/g)) {
    if (/^[^\n]*%>/.test(lines.slice(index, index + longest))) return true;
  }
  return false;
}

const TERRAFORM = /%\{~?[ \t]*(?:if|for|else|endif|endfor)\b|\$\{ ?(?!__)[a-z_][\w.]*/;
const FLUX =
  /\$\{[A-Z_][A-Z0-9_]*(?::?[-=]|[}:^,/])|\$\{\{ ?(?:[A-Z]|(?:secrets|vars|env|inputs|github|matrix|needs|steps)\.)/;
/** Flux writes one sign for two: https://pkg.go.dev/github.com/fluxcd/pkg/envsubst. Go's templates never have two. */
const DOUBLED = /\$\$(?:labels|value|externalLabels|externalURL)\b/;
/** A name of several words in capitals, which a script replaces: no function of a template is written so. */
const PLACEHOLDER = /\{\{ ?[A-Z][A-Z0-9]{0,50}_[A-Z0-9_]{1,100} ?\}\}/;
const ENVSUBST = /\$[A-Z](?<=(?:^|[:\-"'(,=<>/@+*[])[ \t]{0,9}\$[A-Z])[A-Z0-9_]+\b/m;

/** Whether a variable stands in lines that are no comments, and neither in an action nor as the group of a pattern. */
function hasVariable(lines: string, sign: RegExp): boolean {
  if (!sign.test(lines)) return false;
  return finish(variableParts(lines)).holes.some(({ from, to }) => {
    const start = lines.lastIndexOf('\n', from - 1) + 1;
    return !/^[ \t]*#/.test(lines.slice(start, from)) && sign.test(lines.slice(start, to));
  });
}

const JUJU = /%%\w+%%/;
