// What the receivers of a configuration hand to the templates of its files, so that these can be held to what they read: a
// template that is called with a notification has no `.Annotations`. Layer: checks.
import type { AlertmanagerFile, Receiver } from '../../model/alertmanager';
import type { Root } from '../../model/root';
import { alertmanagerTemplates } from '../../template/env';
import { follow, type HandedDots } from '../../template/flow';
import { type ParsedTemplate, parseTemplate } from '../../template/parser';
import type { StaticValue } from '../../template/staticValues';
import { integrationSchema, templatesIn } from '../alertmanager/receiverTemplates';

/** A call of a named template, with what it hands over. */
interface Handed {
  readonly name: string;
  readonly dot: StaticValue;
}

/** Reads the calls in the receivers of a configuration; of a receiver that did not change they are known. */
export type CallReader = (file: AlertmanagerFile) => readonly Handed[];

/** A reader with a memory of its own. */
export function createCallReader(): CallReader {
  const known = new WeakMap<Receiver, readonly Handed[]>();
  return ({ receivers, root }) =>
    receivers.flatMap(({ it }) => {
      let calls = known.get(it);
      if (!calls) known.set(it, (calls = callsOf(it, root)));
      return calls;
    });
}

/** What all templates are handed that `files` define, by receivers and by each other. */
export function handedTo(files: readonly ParsedTemplate[], receivers: readonly Handed[]): HandedDots {
  const handed = new Map<string, StaticValue[]>();
  let grew = false;
  const add = (name: string, { type, source }: StaticValue): void => {
    const dots = handed.get(name) ?? [];
    if (dots.some(dot => dot.type === type && dot.source === source)) return;
    handed.set(name, [...dots, { type, source }]);
    grew = true;
  };
  for (const { name, dot } of receivers) add(name, dot);
  const sound = files.filter(({ problems }) => problems.length === 0);
  for (let round = 0; round === 0 || (grew && round < mostRounds); round++) {
    grew = false;
    for (const { nodes, env } of sound) follow(nodes, env, { called: add }, handed);
  }
  // Of two with the same name the one that is read last is called.
  const seen = new Set<string>();
  for (const { defines } of files) {
    for (const { name } of defines) {
      if (seen.has(name)) handed.delete(name);
      seen.add(name);
    }
  }
  return handed;
}

/** Templates of files that call each other in a longer chain are held to less. */
const mostRounds = 5;

function callsOf(receiver: Receiver, root: Root): readonly Handed[] {
  const calls: Handed[] = [];
  const env = alertmanagerTemplates({ major: 0, minor: 34 });
  for (const { type, node } of receiver.integrations) {
    for (const { scalar } of templatesIn(node, integrationSchema(root, type))) {
      if (!scalar.value.includes('template')) continue;
      const { nodes, problems } = parseTemplate(scalar.value, env);
      if (problems.length > 0) continue;
      follow(nodes, env, { called: (name, dot) => void calls.push({ name, dot }) });
    }
  }
  return calls;
}
