// Whether a string is what its field wants: durations, URLs, addresses, fixed words, patterns. Layer: model.

import { parseGoDuration } from '../../go/duration';
import { globProblem } from '../../go/glob';
import { hostPortProblem, httpUrlProblem, parseUrl } from '../../go/url';
import { formatDuration, parseDuration } from '../../promql/durations';
import { closest } from '../../text/closest';
import type { Span } from '../../text/span';
import { anyOf } from '../../text/words';
import type { YamlScalar } from '../../yaml/node';
import { regexProblemFor } from '../goRegex';
import type { ScalarSchema } from '../schema/types';
import type { StructureOptions } from './options';
import type { StructureCode } from './problem';
import {
  clockMinutes,
  dayOfMonthProblem,
  locationProblem,
  monthProblem,
  weekdayProblem,
  wrongSide,
  yearProblem,
} from './ranges';
import { placeIn } from './report';
import { shorten } from './scalars';
import { subject } from './words';

export interface FormatProblem {
  readonly code: StructureCode;
  readonly message: string;
  /** Where it stands in the node's text, if not at the whole scalar. */
  readonly at?: Span;
  /** What was most likely meant, to be written instead. */
  readonly meant?: string;
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
        meant: closest(text, type.values),
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
      return 'error' in parsed ? { code: 'invalid-duration', message: `${subject(name)}: ${parsed.error}` } : undefined;
    }
    case 'secret-url':
      if (text === '<secret>') return undefined;
      return urlProblem(text, name);
    case 'url':
      return urlProblem(text, name);
    case 'template-url':
      // A secret since 0.26, a template since 0.31.
      if (text === '<secret>' && options.alertmanager.minor >= 26) return undefined;
      if (options.alertmanager.minor < 31) return urlProblem(text, name);
      if (text === '') return undefined;
      return text.includes('{{') ? templateProblem(text, name, options) : urlProblem(text, name);
    case 'proxy-url': {
      const parsed = parseUrl(text);
      return 'error' in parsed
        ? { code: 'invalid-url', message: `\`${shorten(text)}\` is no URL: ${parsed.error}.` }
        : undefined;
    }
    case 'weekday-range':
      return rangeProblem(node, weekdayProblem);
    case 'day-range':
      return rangeProblem(node, dayOfMonthProblem);
    case 'month-range':
      return rangeProblem(node, monthProblem);
    case 'year-range':
      return rangeProblem(node, yearProblem);
    case 'location':
      return intervalProblem(locationProblem(text));
    case 'clock':
      if (text === '' || clockMinutes(text) !== undefined) return undefined;
      return intervalProblem(`\`${shorten(text)}\` is no time; write HH:MM with two digits each, up to 24:00.`);
    case 'glob': {
      const problem = globProblem(text);
      return problem ? { code: 'invalid-value', message: problem } : undefined;
    }
    case 'go-text-duration': {
      const parsed = parseGoDuration(text);
      return 'error' in parsed ? { code: 'invalid-duration', message: `${subject(name)}: ${parsed.error}` } : undefined;
    }
    case 'host-port': {
      const problem = text === '' ? undefined : hostPortProblem(text);
      return problem ? { code: 'invalid-address', message: problem } : undefined;
    }
    case 'regex': {
      const problem = (options.regexProblem ?? regexProblemFor(options.alertmanager))(text);
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
      message: `${subject(name)} is empty; write a duration such as \`5m\`, or remove it.`,
    };
  }
  const parsed = parseDuration(text);
  if ('seconds' in parsed) return undefined;
  if (text.endsWith('\n')) {
    return {
      code: 'invalid-duration',
      message: `${subject(name)} ends in a line break; write the duration behind the colon.`,
    };
  }
  const meant = meantDuration(text);
  const hint = meant === undefined ? '' : ` Did you mean \`${meant}\`?`;
  return { code: 'invalid-duration', message: `${subject(name)}: ${parsed.error}${hint}`, meant };
}

/** The duration that something near one stands for: `30`, `5min`, `2 hours`, `0.5h`, `30m1h`. */
export function meantDuration(text: string): string | undefined {
  const compact = text.trim().toLowerCase();
  if (/^[0-9]+$/.test(compact)) return inRange(`${compact}s`);
  if (!/^(?:[0-9]+(?:\.[0-9]+)? *[a-z]+ *)+$/.test(compact)) return undefined;
  let ms = 0;
  for (const [, count, unit] of compact.matchAll(/([0-9.]+) *([a-z]+)/g)) {
    const found = UNITS.find(([name]) => name.test(unit!));
    if (!found) return undefined;
    ms += Number(count) * found[1];
  }
  return Number.isInteger(ms) && ms > 0 ? inRange(formatDuration(ms / 1000)) : undefined;
}

/** How people write units, in milliseconds. */
const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^ms$/, 1],
  [/^s(?:ec(?:ond)?s?)?$/, 1000],
  [/^m(?:in(?:ute)?s?)?$/, 60_000],
  [/^h(?:(?:ou)?rs?)?$/, 3_600_000],
  [/^d(?:ays?)?$/, 86_400_000],
  [/^w(?:eeks?)?$/, 604_800_000],
];

function inRange(text: string): string | undefined {
  return 'seconds' in parseDuration(text) ? text : undefined;
}

function intervalProblem(message: string | undefined): FormatProblem | undefined {
  return message === undefined ? undefined : { code: 'invalid-interval', message };
}

function rangeProblem(node: YamlScalar, problem: (text: string) => string | undefined): FormatProblem | undefined {
  const found = intervalProblem(problem(node.value));
  const side = found && wrongSide(node.value, problem);
  return side ? { ...found, at: placeIn(node, side.from, side.to) } : found;
}

function urlProblem(text: string, name: string): FormatProblem | undefined {
  const problem = text === '' ? `${subject(name)} is empty; write a URL, or remove it.` : httpUrlProblem(text);
  return problem ? { code: 'invalid-url', message: problem } : undefined;
}

function templateProblem(text: string, name: string, options: StructureOptions): FormatProblem | undefined {
  const problem = options.templateProblem?.(text);
  return problem
    ? { code: 'invalid-template', message: `${subject(name)} holds a template that does not parse: ${problem}` }
    : undefined;
}
