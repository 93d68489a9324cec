// Reads the options of checks in a configuration, by what the checks declare. Layer: config.
import type { CheckOptions, OptionType, OptionValue } from '../checks/options';
import { allChecks } from '../checks/registry.gen';
import { closest } from '../text/closest';
import { isRecord, shownWord } from './values';

/** What can be used of a value; `say` hears of the rest, with the keys below the setting that lead to it. */
export function readOptions(value: unknown, say: (what: string, below: readonly string[]) => void): CheckOptions {
  if (!isRecord(value)) {
    say('must map checks to their options', []);
    return {};
  }
  const read: Record<string, Record<string, OptionValue>> = {};
  for (const [id, given] of Object.entries(value)) {
    const declared = optionsById.get(id);
    if (!declared) {
      const meant = closest(id, optionsById.keys());
      const end =
        meant === undefined ? `; those with options are ${[...optionsById.keys()].join(', ')}` : didYouMean(meant);
      say(`names ${shownWord(id)}, which is no check with options${end}`, [id]);
    } else if (!isRecord(given)) say(`must map the options of ${id} to their values`, [id]);
    else {
      for (const [name, text] of Object.entries(given)) {
        const type = Object.hasOwn(declared, name) ? declared[name]!.type : undefined;
        const known = type && readAs(type, text);
        if (known !== undefined) (read[id] ??= {})[name] = known;
        else if (type) say(`gives \`${name}\` of ${id} no ${words[type]}`, [id, name]);
        else {
          const meant = closest(name, Object.keys(declared));
          const end = meant === undefined ? `; it has ${Object.keys(declared).join(', ')}` : didYouMean(meant);
          say(`gives ${id} \`${shownWord(name)}\`, which it does not have${end}`, [id, name]);
        }
      }
    }
  }
  return read;
}

const words: Readonly<Record<OptionType, string>> = { texts: 'list of texts', text: 'text', flag: 'true or false' };

const optionsById = new Map(
  allChecks.flatMap(({ id, options }) => (options ? [[id as string, options] as const] : [])),
);

/** A value as it is declared; scalars of a configuration are texts. */
function readAs(type: OptionType, value: unknown): OptionValue | undefined {
  if (type === 'text') return typeof value === 'string' ? value : undefined;
  if (type === 'flag')
    return value === 'true' || value === true ? true : value === 'false' || value === false ? false : undefined;
  const list = Array.isArray(value) ? value : [value];
  return list.every(item => typeof item === 'string') ? list : undefined;
}

function didYouMean(meant: string): string {
  return `; did you mean \`${meant}\`?`;
}
