// Templates in receivers' texts that Alertmanager does not parse at load: a mistake shows when a notification is sent.
// Layer: checks.
import { scalarSource } from '../../analysis/source';
import { checkTemplate } from '../../template/check';
import { dotlessCalls } from '../../template/dotless';
import { alertmanagerTemplates, type TemplateEnv } from '../../template/env';
import { parseTemplate } from '../../template/parser';
import { createRecall, ownCopy } from '../../text/ownCopy';
import type { Problem } from '../../text/span';
import { defineCheck, type KnownTemplates, problemOptions } from '../check';
import { integrationSchema, templatesIn } from './receiverTemplates';

export const check = defineCheck({
  id: 'alertmanager/faulty-template',
  summary: 'A template of a receiver fails when a notification is sent, or shows nonsense.',
  severity: 'warning',
  since: '0.1.0',
  on: 'receiver',
  messages: {
    fault: 'The notification will fail: {message}',
    nonsense: 'The notification will be wrong: {message}',
  },
  run({ root, receiver, source, templates }, ctx) {
    const known = ctx.shared(knownFaults);
    for (const { type, node } of receiver.integrations) {
      for (const { scalar, isLoaded } of templatesIn(node, integrationSchema(root, type))) {
        const inner = scalarSource(scalar, source);
        for (const problem of known(scalar.value, templates, isLoaded)) {
          const { code, message } = problem;
          const options = code === 'missing-template' ? { awaits: 'file' as const } : problemOptions(problem);
          const effect = code === 'format' || code === 'layout' ? 'nonsense' : 'fault';
          ctx.report({ source: inner, span: problem }, effect, { message }, options);
        }
      }
    }
  },
});

/** Remembers the faults of templates that know the same names: of a large file an edit changes one of thousands. */
function knownFaults() {
  const begin = (templates: KnownTemplates) => ({
    templates,
    // Functions only ever came: what the newest version refuses every version refuses.
    environment: alertmanagerTemplates({ major: 0, minor: 34 }, templates.names),
    sent: createRecall<readonly Problem[]>(20_000, 2_000_000),
    loaded: createRecall<readonly Problem[]>(20_000, 2_000_000),
  });
  let last = begin({ names: undefined, reading: new Set() });
  // The same object for the same templates (run/configuration.ts).
  return (text: string, templates: KnownTemplates, isLoaded: boolean): readonly Problem[] => {
    if (templates !== last.templates) last = begin(templates);
    const recall = isLoaded ? last.loaded : last.sent;
    const known = recall.get(text);
    if (known) return known;
    const found = faultsOf(ownCopy(text), last.environment, last.templates.reading, isLoaded);
    recall.set(text, found);
    return found;
  };
}

/** Of a template that is parsed when it is loaded an error tells that it cannot be. */
function faultsOf(
  text: string,
  environment: TemplateEnv,
  reading: KnownTemplates['reading'],
  isLoaded: boolean,
): readonly Problem[] {
  const parsed = parseTemplate(text, environment);
  if (parsed.problems.length > 0) return isLoaded ? [] : parsed.problems;
  return [...checkTemplate(parsed), ...dotlessCalls(parsed, reading)];
}
