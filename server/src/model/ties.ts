// What of some YAML nodes aliases can lead to, and what they have aliases of. Layer: model.
import type { YamlNode } from '../yaml/node';

export interface Ties {
  /** In the order of the text. */
  readonly anchors: readonly Anchor[];
  /** How many aliases there are that lead to none of these anchors, by their names. */
  readonly open: ReadonlyMap<string, number>;
  /** The names of all aliases. */
  readonly aliases: ReadonlySet<string>;
}

export interface Anchor {
  readonly name: string;
  readonly node: YamlNode;
  /** Of how many nodes it is; absent where there are aliases among them, or very many levels. */
  readonly size?: number;
}

/** So many levels an anchored node may have for its size to be told. */
const mostLevels = 50;

/** The ties of a node; undefined where it has none. */
export function tiesOf(node: YamlNode): Ties | undefined {
  const anchors: Anchor[] = [];
  const open = new Map<string, number>();
  const aliases = new Set<string>();
  /** How many nodes a part is and how many levels it has; 0 nodes where there is an alias. */
  const walk = (part: YamlNode): { readonly size: number; readonly levels: number } => {
    if (part.kind === 'alias') {
      aliases.add(part.name);
      if (!part.target) open.set(part.name, (open.get(part.name) ?? 0) + 1);
      return { size: 0, levels: 0 };
    }
    const at = anchors.length;
    if (part.anchor !== undefined) anchors.push({ name: part.anchor, node: part });
    let size = 1;
    let levels = 0;
    const add = (inner: YamlNode): void => {
      const one = walk(inner);
      size = size === 0 || one.size === 0 ? 0 : size + one.size;
      levels = Math.max(levels, one.levels + 1);
    };
    if (part.kind === 'map') {
      for (const { key, value } of part.pairs) {
        add(key);
        add(value);
      }
    } else if (part.kind === 'seq') for (const item of part.items) add(item);
    if (part.anchor !== undefined && size > 0 && levels <= mostLevels) anchors[at] = { ...anchors[at]!, size };
    return { size, levels };
  };
  walk(node);
  return anchors.length > 0 || aliases.size > 0 ? { anchors, open, aliases } : undefined;
}
