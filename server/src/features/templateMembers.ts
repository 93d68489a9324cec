// What stands before a dot of a template: the flow analysis is asked about a made-up name after the dot, so that it
// also answers where the name is only half written. Layer: features.
import type { TemplateEnv } from '../template/env';
import { follow, type MapSource } from '../template/flow';
import { parseTemplate } from '../template/parser';
import { type MemberRow, membersOf } from '../template/types';

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
  follow(parseTemplate(analysed, env).nodes, env, {
    read(key, _span, { source }) {
      if (key === placeholder && source) maps.push(source);
    },
    unknownMember({ name }, { type }) {
      if (name === placeholder && type !== undefined) members.push(...(membersOf(type) ?? []));
    },
  });
  return { maps, members };
}
