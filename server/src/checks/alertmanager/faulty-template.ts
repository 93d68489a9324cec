// Templates in receivers' texts that Alertmanager does not parse at load: a mistake shows when a notification is sent.
import { schemaAt } from '../../model/schema/schemaAt';
import type { SchemaType } from '../../model/schema/types';
import { checkTemplate } from '../../template/check';
import { alertmanagerTemplates, type TemplateEnv } from '../../template/env';
import { parseTemplate } from '../../template/parser';
import type { Problem } from '../../text/span';
import type { YamlNode, YamlScalar } from '../../yaml/node';
import { entries, follow } from '../../yaml/path';
import { defineCheck } from '../check';
import { outerSource, scalarSource } from '../source';

export const check = defineCheck({
  id: 'alertmanager/faulty-template',
  summary: 'A template of a receiver fails when a notification is sent.',
  severity: 'warning',
  since: '0.1.0',
  on: 'receiver',
  messages: { fault: 'The notification will fail: {message}' },
  run({ file, receiver }, context) {
    const source = outerSource(file.root.region.text);
    // Functions only ever came: what the newest version refuses every version refuses.
    const environment = alertmanagerTemplates({ major: 0, minor: 34 }, file.namedTemplates);
    for (const { type, node } of receiver.integrations) {
      for (const scalar of templatesIn(node, schemaAt('alertmanager', ['receivers', 0, type, 0]))) {
        const inner = scalarSource(scalar, source);
        for (const { from, to, message } of faultsOf(scalar.value, environment)) {
          context.report({ source: inner, span: { from, to } }, 'fault', { message });
        }
      }
    }
  },
});

function faultsOf(text: string, environment: TemplateEnv): readonly Problem[] {
  const parsed = parseTemplate(text, environment);
  return parsed.problems.length > 0 ? parsed.problems : checkTemplate(parsed);
}

/** The scalars with templates below a node, by the tables of the keys. */
function* templatesIn(node: YamlNode, type: SchemaType | undefined): Generator<YamlScalar, void> {
  const target = follow(node);
  if (!target || !type) return;
  const shape = type.kind === 'either' ? type.of.find(one => one.kind === shapeOf[target.kind]) : type;
  if (target.kind === 'scalar') {
    const isTemplate = shape?.kind === 'string' && shape.format === 'notification-template';
    if (isTemplate && target.value.includes('{{')) yield target;
  } else if (target.kind === 'seq' && shape?.kind === 'list') {
    for (const item of target.items) yield* templatesIn(item, shape.item);
  } else if (target.kind === 'map') {
    for (const { name, value } of entries(target)) {
      if (shape?.kind === 'map') yield* templatesIn(value, shape.value);
      if (shape?.kind === 'object') yield* templatesIn(value, shape.keys.find(key => key.name === name)?.type);
    }
  }
}

const shapeOf = { scalar: 'string', seq: 'list', map: 'object' } as const;
