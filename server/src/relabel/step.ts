// The steps by which Prometheus changes the labels of an alert before it is sent, ready to be taken: patterns compiled, what is
// not said filled in. Layer: relabel (pure). The source is Prometheus' model/relabel/relabel.go.
import { RE2JS } from 're2js';
import { expand } from '../go/expand';

export const actions = [
  'replace',
  'keep',
  'drop',
  'keepequal',
  'dropequal',
  'hashmod',
  'labelmap',
  'labeldrop',
  'labelkeep',
  'lowercase',
  'uppercase',
] as const;

export type Action = (typeof actions)[number];

/** One entry of `alert_relabel_configs`, with Prometheus' defaults for what it does not say. */
export interface RelabelStep {
  readonly action: Action;
  readonly source: readonly string[];
  readonly separator: string;
  readonly regex: string;
  /** A whole number of 64 bits. */
  readonly modulus: string;
  readonly target: string;
  readonly replacement: string;
}

export const defaultStep: RelabelStep = {
  action: 'replace',
  source: [],
  separator: ';',
  regex: '(.*)',
  modulus: '0',
  target: '',
  replacement: '$1',
};

/** What becomes of a text that a whole pattern matches. */
export interface Match {
  expand(template: string): string;
}

/** The pattern of a step: what it matches in a text as a whole, undefined where it does not. */
export type Pattern = (text: string) => Match | undefined;

/** Compiles the pattern of a step; undefined where Prometheus refuses it. */
export function patternOf(regex: string): Pattern | undefined {
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(`^(?s:${regex})$`);
  } catch {
    return undefined;
  }
  const names = compiled.namedGroups();
  return text => {
    const matcher = compiled.matcher(text);
    if (!matcher.find()) return undefined;
    return { expand: template => expand(template, matcher, names) };
  };
}

/** Whether a pattern matches every text. */
export function matchesAll(regex: string): boolean {
  return regex === '(.*)' || regex === '.*';
}

/** What a step does, in few words. */
export function stepWords({ action, source, regex, target }: RelabelStep): string {
  const pattern = `\`${regex.replaceAll('`', "'")}\``;
  const from = source.map(name => `\`${name}\``).join(', ');
  switch (action) {
    case 'labeldrop':
      return `drops labels ${pattern}`;
    case 'labelkeep':
      return `keeps only labels ${pattern}`;
    case 'labelmap':
      return `copies labels ${pattern}`;
    case 'drop':
      return `drops alerts whose ${from} is ${pattern}`;
    case 'keep':
      return `keeps only alerts whose ${from} is ${pattern}`;
    case 'dropequal':
      return `drops alerts whose ${from} equals \`${target}\``;
    case 'keepequal':
      return `keeps only alerts whose ${from} equals \`${target}\``;
    default:
      return `sets \`${target}\``;
  }
}
