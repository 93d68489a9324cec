// What the target loads without a word and what fails, or prints nonsense, when the template is run.
// Layer: template. Says something only where every run that reaches the place fails, whatever the data.
import { closest } from '../text/closest';
import type { Problem, Span } from '../text/span';
import { checkCall, checkLayout, plain, what } from './checkCall';
import { type FlowEvents, follow, type HandedDots } from './flow';
import type { ParsedTemplate } from './parser';
import type { StaticValue } from './staticValues';
import { SAMPLE_VALUE } from './staticValues';
import { elementOf, isMapType, membersOf, RULE_DATA } from './types';

/**
 * The run-time faults of a template that loads. Codes: arg-count, arg-type, field, not-a-function, nil,
 * missing-template, compare, format, layout, regex. `handed` is what calls elsewhere hand to the templates that it defines.
 */
export function checkTemplate(parsed: ParsedTemplate, handed?: HandedDots): readonly Problem[] {
  const found = new Map<string, Problem>();
  const report = (code: string, span: Span, message: string) => {
    const key = `${span.from} ${span.to} ${code}`;
    if (!found.has(key)) found.set(key, { from: span.from, to: span.to, message, code });
  };
  const events: FlowEvents = {
    call: (row, args, node, command) => checkCall(row, args, node, command, report),
    method: ({ name }, [first]) => {
      if (name === 'Format') checkLayout(first, report);
    },
    unknownMember: (part, receiver) => {
      const message = unknownMember(part.name, receiver);
      if (message) report('field', part, message);
    },
    notFunction: operand => {
      report(
        'not-a-function',
        operand,
        `${what(operand)} is no function: it takes no arguments, nor a value through \`|\`.`,
      );
    },
    nilCommand: operand => report('nil', operand, '`nil` alone is nothing that can be evaluated.'),
    missingTemplate: call => {
      const near = closest(call.name, [...parsed.defines.map(d => d.name), ...(parsed.env.named ?? [])]);
      const hint = near ? `; did you mean \`${near}\`?` : '.';
      report('missing-template', call.nameSpan, `No template \`${call.name}\` is defined here${hint}`);
    },
  };
  follow(parsed.nodes, parsed.env, events, handed);
  return [...found.values()].sort((a, b) => a.from - b.from);
}

function unknownMember(name: string, receiver: StaticValue): string | undefined {
  const type = receiver.type ?? '';
  // A histogram and a time have more methods than the table lists.
  if (type === SAMPLE_VALUE || type.includes('time.')) return undefined;
  const members = membersOf(type);
  const element = elementOf(type);
  if (!isMapType(type) && element !== undefined) {
    const inner = membersOf(element)?.some(m => m.name === name) || isMapType(element);
    return `A list has no field \`${name}\`${inner ? '; use `range`, or `index` with a number, to get at its elements' : ''}.`;
  }
  if (!members) return `A ${plain(type)} has no field \`${name}\`.`;
  const near = closest(
    name,
    members.map(m => m.name),
  );
  // By far the most frequent mistake: a label is taken for a field of the dot.
  if (!near && type === RULE_DATA) return `There is no field \`${name}\` here; a label is read by \`$labels.${name}\`.`;
  return `There is no field \`${name}\` here${near ? `; did you mean \`${near}\`?` : `; known are ${list(members.map(m => m.name))}.`}`;
}

function list(names: readonly string[]): string {
  return names
    .slice(0, 8)
    .map(name => `\`${name}\``)
    .join(', ');
}
