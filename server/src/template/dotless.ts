// Calls of named templates that hand over nothing, where the template reads what it was handed: `.Status` of nothing fails when
// the notification is sent (text/template: nil data). Layer: template.
import type { Problem } from '../text/span';
import type { TemplateCall } from './ast';
import type { ParsedTemplate } from './parser';
import { walk } from './walk';

/** Alertmanager's own templates all read the data of the notification (template/default.tmpl, email.tmpl). */
const shipped =
  /^(?:__(?:subject|description|text_alert_list(?:_markdown)?|alertmanager(?:URL)?)|[a-z0-9]+\.default\.\w+)$/;

/**
 * Code `no-data`, at the name of the called template; `others` are templates of other files that read what they are handed. Of
 * one that is not known nothing is said.
 */
export function dotlessCalls(
  { nodes, defines }: ParsedTemplate,
  others: ReadonlySet<string> = new Set(),
): readonly Problem[] {
  const calls: TemplateCall[] = [];
  const bodies = new Map<string, boolean>();
  for (const { name, body } of defines) bodies.set(name, readsDot(body));
  walk(nodes, node => {
    if (node.kind === 'template' && !node.pipe && !node.body) calls.push(node);
    return true;
  });
  return calls.flatMap(({ name, nameSpan }) => {
    const reads = bodies.get(name) ?? (others.has(name) || shipped.test(name));
    if (!reads) return [];
    const message = `\`${name}\` is handed no data and reads some: write \`{{ template "${name}" . }}\`.`;
    return [{ from: nameSpan.from, to: nameSpan.to, code: 'no-data', message }];
  });
}

/** The templates that a text defines and that read what they are handed. */
export function readingDot({ defines }: ParsedTemplate): readonly string[] {
  return defines.filter(({ body }) => readsDot(body)).map(({ name }) => name);
}

/** Whether a body reads the dot itself, or a field of it. */
function readsDot(body: ParsedTemplate['nodes']): boolean {
  let reads = false;
  walk(body, node => {
    reads ||= node.kind === 'field';
    return !reads;
  });
  return reads;
}
