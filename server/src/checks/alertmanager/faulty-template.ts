// Templates in receivers' texts that Alertmanager does not parse at load: a mistake shows when a notification is sent.
import { scalarSource } from '../../analysis/source';
import type { Root } from '../../model/root';
import { schemaAt } from '../../model/schema/schemaAt';
import type { SchemaType } from '../../model/schema/types';
import { checkTemplate } from '../../template/check';
import { dotlessCalls } from '../../template/dotless';
import { alertmanagerTemplates, type TemplateEnv } from '../../template/env';
import { parseTemplate } from '../../template/parser';
import { createRecall, ownCopy } from '../../text/ownCopy';
import type { Problem } from '../../text/span';
import type { YamlNode, YamlScalar } from '../../yaml/node';
import { entries, follow } from '../../yaml/path';
import { defineCheck, problemOptions } from '../check';

export const check = defineCheck({
  id: 'alertmanager/faulty-template',
  summary: 'A template of a receiver fails when a notification is sent.',
  severity: 'warning',
  since: '0.1.0',
  on: 'receiver',
  messages: { fault: 'The notification will fail: {message}' },
  run({ root, receiver, source, namedTemplates }, context) {
    const known = context.shared(knownFaults);
    for (const { type, node } of receiver.integrations) {
      for (const { scalar, isLoaded } of templatesIn(node, integrationSchema(root, type))) {
        const inner = scalarSource(scalar, source);
        for (const problem of known(scalar.value, namedTemplates, isLoaded)) {
          const { code, message } = problem;
          const options = code === 'missing-template' ? { awaits: 'file' as const } : problemOptions(problem);
          context.report({ source: inner, span: problem }, 'fault', { message }, options);
        }
      }
    }
  },
});

/** The table of a receiver's integration. */
function integrationSchema({ kind, apiVersion }: Root, type: string): SchemaType | undefined {
  const path = ['receivers', 0, type, 0];
  return kind === 'alertmanager-config'
    ? schemaAt(kind, ['spec', ...path], { apiVersion })
    : schemaAt('alertmanager', path);
}

/** Remembers the faults of templates that know the same names: of a large file an edit changes one of thousands. */
function knownFaults() {
  const begin = (named: ReadonlySet<string> | undefined) => ({
    // Functions only ever came: what the newest version refuses every version refuses.
    environment: alertmanagerTemplates({ major: 0, minor: 34 }, named),
    sent: createRecall<readonly Problem[]>(20_000, 2_000_000),
    loaded: createRecall<readonly Problem[]>(20_000, 2_000_000),
  });
  let last = begin(undefined);
  // Asked once a version of the file, not for each of its templates.
  let asked: ReadonlySet<string> | undefined;
  return (text: string, named: ReadonlySet<string> | undefined, isLoaded: boolean): readonly Problem[] => {
    if (named !== asked && !sameNames(last.environment.named, named)) last = begin(named);
    asked = named;
    const recall = isLoaded ? last.loaded : last.sent;
    const known = recall.get(text);
    if (known) return known;
    const found = faultsOf(ownCopy(text), last.environment, isLoaded);
    recall.set(text, found);
    return found;
  };
}

function sameNames(a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.size === b.size && [...a].every(name => b.has(name)));
}

/** Of a template that is parsed when it is loaded an error tells that it cannot be. */
function faultsOf(text: string, environment: TemplateEnv, isLoaded: boolean): readonly Problem[] {
  const parsed = parseTemplate(text, environment);
  if (parsed.problems.length > 0) return isLoaded ? [] : parsed.problems;
  return [...checkTemplate(parsed), ...dotlessCalls(parsed)];
}

interface Template {
  readonly scalar: YamlScalar;
  readonly isLoaded: boolean;
}

/** The scalars with templates below a node, by the tables of the keys. */
function* templatesIn(node: YamlNode, type: SchemaType | undefined): Generator<Template, void> {
  const target = follow(node);
  if (!target || !type) return;
  const shape = type.kind === 'either' ? type.of.find(one => one.kind === shapeOf[target.kind]) : type;
  const format = shape && 'format' in shape ? shape.format : undefined;
  if (format === 'template-url' || format === 'notification-template') {
    const scalars = shape?.kind === 'any' ? scalarsIn(target, new Set()) : target.kind === 'scalar' ? [target] : [];
    for (const scalar of scalars) {
      if (scalar.value.includes('{{')) yield { scalar, isLoaded: format === 'template-url' };
    }
  } else if (target.kind === 'seq' && shape?.kind === 'list') {
    for (const item of target.items) yield* templatesIn(item, shape.item);
  } else if (target.kind === 'map') {
    for (const { name, value } of entries(target)) {
      if (shape?.kind === 'map') yield* templatesIn(value, shape.value);
      if (shape?.kind === 'object') yield* templatesIn(value, shape.keys.find(key => key.name === name)?.type);
    }
  }
}

/** All scalars of free content, each once although aliases may lead to it twice, or in a circle. */
function* scalarsIn(node: YamlNode, seen: Set<YamlNode>): Generator<YamlScalar, void> {
  const target = follow(node);
  if (!target || seen.has(target)) return;
  seen.add(target);
  if (target.kind === 'scalar') yield target;
  else if (target.kind === 'seq') for (const item of target.items) yield* scalarsIn(item, seen);
  else if (target.kind === 'map') for (const { value } of entries(target)) yield* scalarsIn(value, seen);
}

const shapeOf = { scalar: 'string', seq: 'list', map: 'object' } as const;
