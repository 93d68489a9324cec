// The cursor in a document as it is written: the root, the path of keys, the scalar and the place in its text.
// Half-written text is read by place.ts. Layer: features.
import type { Analysis } from '../../analysis/analysis';
import type { SourceDocument } from '../../model/document';
import { pathOfPart } from '../../model/readRuleFile';
import { fromFile, toFile } from '../../model/region';
import type { Root } from '../../model/root';
import type { RuleUnit } from '../../model/ruleFile';
import type { KeyPath } from '../../model/schema/ofRoot';
import type { Span } from '../../text/span';
import type { YamlScalar } from '../../yaml/node';
import { nodeAt, type PathStep } from '../../yaml/path';

export interface Written {
  readonly root: Root;
  readonly rule?: RuleUnit;
  /** Path of the scalar, from the root of the kind's own tree; of a key, the path with the key itself. */
  readonly path: KeyPath;
  readonly scalar: YamlScalar;
  readonly role: 'key' | 'value';
  /** Offset in the scalar's decoded text. */
  readonly offset: number;
  /** From the first to the last character of the file that `[from, to)` of the decoded text came from. */
  spanInFile(from: number, to: number): Span;
}

/** The scalar at `offset` of the file; undefined outside of what we know. */
export function scalarAt(
  document: SourceDocument,
  offset: number,
  analysis: Pick<Analysis, 'rules'>,
): Written | undefined {
  for (const root of document.roots) {
    if (root.region.kind === 'base64') continue;
    const inRegion = fromFile(root.region, offset);
    if (inRegion === undefined) continue;
    const found =
      inRules(root, inRegion, analysis) ?? inTree(root, nodeAt(root.node, inRegion), inRegion, 0, pathOfPart(root));
    if (found) return found;
  }
  return undefined;
}

function inRules(root: Root, inRegion: number, { rules }: Pick<Analysis, 'rules'>): Written | undefined {
  if (root.kind !== 'rules' && root.kind !== 'prometheus-rule') return undefined;
  const prefix: KeyPath = root.kind === 'rules' ? ['groups'] : ['spec', 'groups'];
  for (const [g, group] of rules(root).groups.entries()) {
    for (const { rule, base, index } of group.rules) {
      const inside = inRegion - base;
      if (inside < 0 || inside > rule.text.length) continue;
      const steps = nodeAt(rule.node, inside);
      if (steps.length > 0) return inTree(root, steps, inside, base, [...prefix, g, 'rules', index], rule);
    }
  }
  return undefined;
}

function inTree(
  root: Root,
  steps: readonly PathStep[],
  offset: number,
  base: number,
  start: KeyPath,
  rule?: RuleUnit,
): Written | undefined {
  const last = steps.at(-1);
  if (last?.node.kind !== 'scalar' || last.node.absent) return undefined;
  const scalar = last.node;
  const path = [...start];
  for (const { role, pair, index, node } of steps) {
    if (role === 'value' && pair?.key.kind === 'scalar') path.push(pair.key.value);
    else if (role === 'key' && node.kind === 'scalar') path.push(node.value);
    else if (role === 'item') path.push(index ?? 0);
  }
  const inText = scalar.map.fromFile(offset);
  if (inText === undefined) return undefined;
  return {
    root,
    ...(rule ? { rule } : {}),
    path,
    scalar,
    role: last.role === 'key' ? 'key' : 'value',
    offset: inText,
    spanInFile(from, to) {
      const spans = scalar.map
        .toFile(from, to)
        .flatMap(span => toFile(root.region, { from: span.from + base, to: span.to + base }));
      return { from: spans[0]!.from, to: spans.at(-1)!.to };
    },
  };
}
