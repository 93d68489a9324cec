// Renders labels and annotations of alerting rules exactly as Prometheus would, without a Prometheus.
// Layer: template.

import type { Version } from '../target/version';
import type { Problem } from '../text/span';
import { BUILTINS } from './builtins';
import type { QueryAnswer, QuerySample } from './calls';
import { prometheusTemplates } from './env';
import { execute, RunError, UnknownError } from './exec';
import { LimitError } from './limits';
import type { ParsedTemplate } from './parser';
import { parseTemplate } from './parser';
import { RULE_FUNCTIONS, sampleValue } from './ruleFunctions';
import { RULE_DATA } from './types';
import { struct, text, textMap, unknown } from './values';

export type { QueryAnswer, QuerySample } from './calls';

export type LabelSet = Readonly<Record<string, string>> | ReadonlyMap<string, string>;

/** What a rule's template sees. */
export interface RenderData {
  /** The labels of the series as the expression returned it, `__name__` included where it has one. */
  readonly labels: LabelSet;
  readonly externalLabels?: LabelSet;
  readonly externalURL?: string;
  readonly value: QuerySample['value'];
  /** What nobody can tell: shown as unknown, instead of being taken for empty. */
  readonly unknown?: ReadonlySet<'externalLabels' | 'externalURL' | 'query'>;
  /** Answers `query`; undefined means that the answer is not known yet. */
  readonly query?: (expr: string) => QueryAnswer | undefined;
  /** Milliseconds since 1970: the moment of the evaluation. */
  readonly now?: number;
  readonly version?: Version;
  /** The alert's name, which Prometheus' error texts hold. */
  readonly alert?: string;
}

export interface Rendered {
  /** What the label or annotation holds; after an error the text that Prometheus puts in its place. */
  readonly text: string;
  /** Why it failed, placed in the template. Codes: those of the parser, `run` and `limit`. */
  readonly error?: Problem;
  /** Queries without an answer. As long as there are any, text and error are not final: answer them and render again. */
  readonly wantedQueries: readonly string[];
  /** What the text needs and nobody can tell, in the template's names: `externalLabels.site`, `query`; the text says so. */
  readonly unknown: readonly string[];
}

const CALLS = { ...BUILTINS, ...RULE_FUNCTIONS };

// Prometheus parses these in front of every template; its columns count them.
const PREFIX =
  '{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}{{$externalURL := .ExternalURL}}{{$value := .Value}}';

/** Renders a template, given as text or parsed. Never throws; a template that does not load gives its first problem. */
export function renderTemplate(template: string | ParsedTemplate, data: RenderData): Rendered {
  const version = data.version ?? { major: 3, minor: 16 };
  const parsed = typeof template === 'string' ? parseTemplate(template, prometheusTemplates(version)) : template;
  const [problem] = parsed.problems;
  if (problem) return { text: '', error: problem, wantedQueries: [], unknown: [] };
  const wanted = new Set<string>();
  const labels = textMap(entries(data.labels));
  const isUnknown = (what: 'externalLabels' | 'externalURL' | 'query'): boolean => data.unknown?.has(what) === true;
  const externalLabels = isUnknown('externalLabels')
    ? unknown('externalLabels')
    : textMap(entries(data.externalLabels ?? {}));
  const externalURL = isUnknown('externalURL') ? unknown('externalURL') : text(data.externalURL ?? '');
  const value = sampleValue(data.value);
  const name = `__alert_${data.alert ?? ''}`;
  const bodies = new Map(parsed.defines.map(d => [d.name, d.body] as const));
  const dot = struct(RULE_DATA, {
    Labels: labels,
    ExternalLabels: externalLabels,
    ExternalURL: externalURL,
    Value: value,
  });
  try {
    if (parsed.tooDeep) throw new LimitError('its blocks lie too deep in each other');
    const rendered = execute(
      {
        source: parsed.text,
        nodes: parsed.nodes,
        functions: parsed.env.functions,
        calls: CALLS,
        name,
        prefix: PREFIX,
        variables: [
          ['$labels', labels],
          ['$externalLabels', externalLabels],
          ['$externalURL', externalURL],
          ['$value', value],
        ],
        named: called => {
          const body = bodies.get(called);
          return body ? { body, source: parsed.text } : undefined;
        },
        context: {
          query: expr => {
            const answer = data.query?.(expr);
            if (!answer) wanted.add(expr);
            return answer ?? (isUnknown('query') ? 'unknown' : undefined);
          },
          now: data.now ?? 0,
          externalURL: isUnknown('externalURL') ? undefined : (data.externalURL ?? ''),
          routeLabel: () => '',
        },
      },
      dot,
    );
    return { ...rendered, wantedQueries: [...wanted] };
  } catch (error) {
    if (error instanceof UnknownError) {
      return { text: `‹unknown: depends on ${error.what}›`, wantedQueries: [...wanted], unknown: [error.what] };
    }
    // A failure while answers are on their way may come from that alone.
    if (wanted.size > 0 && !isUnknown('query')) return { text: '', wantedQueries: [...wanted], unknown: [] };
    return failure(error, name, parsed.text.length);
  }
}

function failure(error: unknown, name: string, length: number): Rendered {
  if (error instanceof RunError) {
    return {
      text: `<error expanding template: error executing template ${name}: ${error.message}>`,
      error: { from: error.span.from, to: error.span.to, message: error.detail, code: 'run' },
      wantedQueries: [],
      unknown: [],
    };
  }
  // Only a bound, or a stack that the bounds did not foresee, ends here.
  const why = error instanceof LimitError ? error.message : 'it is too large';
  const message = `The preview does not render this template: ${why}.`;
  return { text: '', error: { from: 0, to: length, message, code: 'limit' }, wantedQueries: [], unknown: [] };
}

function entries(labels: LabelSet): Iterable<readonly [string, string]> {
  return labels instanceof Map ? labels.entries() : Object.entries(labels as Readonly<Record<string, string>>);
}
