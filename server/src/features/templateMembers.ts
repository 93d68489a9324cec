// What stands before a dot of a template: the flow analysis is asked about a made-up name after the dot, so that it
// also answers where the name is only half written. Layer: features.
import type { TemplateEnv } from '../template/env';
import { type FlowEvents, follow, type HandedDots } from '../template/flow';
import { type ParsedTemplate, parseTemplate } from '../template/parser';
import type { MapSource } from '../template/staticValues';
import { type MemberRow, membersOf } from '../template/types';
import { walk } from '../template/walk';

/** Stands for the name; no template holds it by chance. */
const placeholder = 'zzCompletionzz';

/** What may follow the dot. */
export interface Receiver {
  /** Maps whose keys may follow. */
  readonly maps: readonly MapSource[];
  /** Fields and methods of the value's type. */
  readonly members: readonly MemberRow[];
}

/** What may stand in place of `[from, to)`, the name after a dot; an action that is still open there is closed. */
export function receiverAt(text: string, from: number, to: number, env: TemplateEnv): Receiver {
  const rest = text.slice(to);
  const close = rest.indexOf('}}');
  const open = rest.indexOf('{{');
  const isClosed = close >= 0 && (open < 0 || close < open);
  const analysed = `${text.slice(0, from)}${placeholder}${isClosed ? rest : ` }}${rest}`}`;
  const maps: MapSource[] = [];
  const members: MemberRow[] = [];
  const parsed = parseTemplate(analysed, env);
  const events: FlowEvents = {
    read(key, _span, { source }) {
      if (key === placeholder && source) maps.push(source);
    },
    unknownMember({ name }, { type }) {
      if (name === placeholder && type !== undefined) members.push(...(membersOf(type) ?? []));
    },
  };
  follow(parsed.nodes, env, events, handedFromElsewhere(parsed));
  return { maps, members };
}

/** What a template is for that nothing in its text calls: nearly always it is handed all that there is. */
function handedFromElsewhere({ nodes, defines, env }: ParsedTemplate): HandedDots {
  const called = new Set<string>();
  walk(nodes, node => {
    if (node.kind === 'template') called.add(node.name);
    return true;
  });
  return new Map(defines.flatMap(({ name }) => (called.has(name) ? [] : [[name, [{ type: env.dot }]]])));
}
