// Whether a string is what its field wants: durations, URLs, addresses, fixed words, patterns. Layer: model.
import { parseDuration } from '../../promql/durations';
import type { Span } from '../../text/span';
import type { YamlScalar } from '../../yaml/node';
import { parseGoDuration } from '../goDuration';
import { regexProblem } from '../goRegex';
import type { ScalarSchema } from '../schema/types';
import { hostPortProblem, httpUrlProblem } from './goUrl';
import type { StructureOptions } from './options';
import type { StructureCode } from './problem';
import { shorten } from './scalars';

export interface FormatProblem {
  readonly code: StructureCode;
  readonly message: string;
  /** Where in the text it stands, if not at the whole scalar. */
  readonly at?: Span;
}

/** What is wrong with the text of `node` as a value of `name`; undefined where the target takes it. */
export function formatProblem(
  node: YamlScalar,
  type: ScalarSchema,
  name: string,
  options: StructureOptions,
): FormatProblem | undefined {
  const text = node.value;
  if (type.values) {
    const value = type.anyCase ? text.toLowerCase() : text;
    if (!type.values.some(word => (type.anyCase ? word.toLowerCase() : word) === value)) {
      const words = type.values.filter(word => word !== '').map(word => `\`${word}\``);
      return {
        code: 'invalid-value',
        message: `\`${shorten(text)}\` is no value of \`${name}\`; use ${anyOf(words)}.`,
      };
    }
  }
  switch (type.format) {
    case 'duration':
      return durationProblem(text, name);
    case 'optional-duration':
      return text === '' ? undefined : durationProblem(text, name);
    case 'go-duration': {
      const parsed = parseGoDuration(text);
      return 'error' in parsed ? { code: 'invalid-duration', message: `\`${name}\`: ${parsed.error}` } : undefined;
    }
    case 'secret-url':
      if (text === '<secret>') return undefined;
      return urlProblem(text, name);
    case 'url':
      return urlProblem(text, name);
    case 'template-url':
      if (text === '<secret>') return undefined;
      if (!text.includes('{{')) return urlProblem(text, name);
      return templateProblem(text, name, options);
    case 'host-port': {
      const problem = text === '' ? undefined : hostPortProblem(text);
      return problem ? { code: 'invalid-address', message: problem } : undefined;
    }
    case 'regex': {
      const problem = (options.regexProblem ?? regexProblem)(text);
      return problem
        ? { code: 'invalid-regex', message: `\`${shorten(text)}\` is no regular expression: ${problem}` }
        : undefined;
    }
    case 'tls-version':
      return /^TLS1[0-3]$/.test(text)
        ? undefined
        : {
            code: 'invalid-value',
            message: `\`${shorten(text)}\` is no TLS version; use TLS10, TLS11, TLS12 or TLS13.`,
          };
    default:
      return undefined;
  }
}

/** Prometheus' own durations: `1d12h`, `0`. */
export function durationProblem(text: string, name: string): FormatProblem | undefined {
  if (text === '') {
    return {
      code: 'invalid-duration',
      message: `\`${name}\` is empty; write a duration such as \`5m\`, or remove it.`,
    };
  }
  const parsed = parseDuration(text);
  if ('seconds' in parsed) return undefined;
  const bare = /^[0-9]+$/.test(text) ? ` A number needs a unit: did you mean \`${text}s\`?` : '';
  return { code: 'invalid-duration', message: `\`${name}\`: ${parsed.error}${bare}` };
}

/** A list of words for a sentence: `a, b or c`. */
export function anyOf(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? 'none';
  return `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`;
}

function urlProblem(text: string, name: string): FormatProblem | undefined {
  const problem = text === '' ? `\`${name}\` is empty; write a URL, or remove it.` : httpUrlProblem(text);
  return problem ? { code: 'invalid-url', message: problem } : undefined;
}

function templateProblem(text: string, name: string, options: StructureOptions): FormatProblem | undefined {
  const problem = options.templateProblem?.(text);
  return problem
    ? { code: 'invalid-template', message: `\`${name}\` holds a template that does not parse: ${problem}` }
    : undefined;
}
