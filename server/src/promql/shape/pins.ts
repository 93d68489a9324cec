// Matchers as facts that travel with a result: the value of a label is one of those that the matcher lets through.
// Layer: promql.
import type { MatchOp } from '../ast';
import { patternTest } from '../regex';

/** What one matcher says about the value of a label: the matcher itself, or one that stands for what an operator does. */
export interface Pin {
  readonly label: { readonly name: string };
  readonly op?: MatchOp;
  readonly value?: { readonly value: string };
}

/** No matcher says anything. */
export const noPins: readonly Pin[] = [];

/** The label has this value. */
export function pinned(label: string, value: string): Pin {
  return { label: { name: label }, op: '=', value: { value } };
}

/** Two pins of one label that no value satisfies; undefined where one may, or where that is not known. */
export function contradiction(
  pins: readonly Pin[],
  others: readonly Pin[],
  label: string,
): readonly [Pin, Pin] | undefined {
  for (const pin of pins) {
    if (pin.label.name !== label) continue;
    const values = valuesOf(pin);
    for (const other of others) {
      if (other.label.name !== label) continue;
      const known = values ?? valuesOf(other);
      if (known?.every(value => (values ? refuses(other, value) : refuses(pin, value)))) return [pin, other];
    }
  }
  return undefined;
}

/** The values that a pin lets through, where it lists them. */
export function valuesOf({ op, value }: Pin): readonly string[] | undefined {
  if (!value) return undefined;
  if (op === '=') return [value.value];
  if (op !== '=~' || !/^[\w:/ -]+(?:\|[\w:/ -]+)*$/.test(value.value)) return undefined;
  return value.value.split('|');
}

/** Whether the pin surely keeps the value out. */
export function refuses({ op, value: literal }: Pin, value: string): boolean {
  if (!literal) return false;
  const pattern = literal.value;
  switch (op) {
    case '=':
      return value !== pattern;
    case '!=':
      return value === pattern;
    case '=~':
      return patternTest(pattern)?.(value) === false;
    case '!~':
      return patternTest(pattern)?.(value) === true;
    default:
      return false;
  }
}

/** Those of both lists, where `isMeant` is asked about the labels of the second: what two pins say of one label holds together. */
export function allPins(
  pins: readonly Pin[],
  more: readonly Pin[],
  isMeant: (label: string) => boolean,
): readonly Pin[] {
  let all: Pin[] | undefined;
  for (const pin of more) if (isMeant(pin.label.name) && !holds(pins, pin)) (all ??= [...pins]).push(pin);
  return all ?? pins;
}

/** Those of labels that are kept. */
export function pinsOf(pins: readonly Pin[], isKept: (label: string) => boolean): readonly Pin[] {
  for (const pin of pins) if (!isKept(pin.label.name)) return pins.filter(({ label }) => isKept(label.name));
  return pins;
}

/** What holds on every side. */
export function commonPins(lists: readonly (readonly Pin[])[]): readonly Pin[] {
  const [first = noPins, ...rest] = lists;
  return first.filter(pin => rest.every(list => holds(list, pin)));
}

/** The pins of other labels. */
export function pinsWithout(pins: readonly Pin[], label: string): readonly Pin[] {
  for (const pin of pins) if (pin.label.name === label) return pins.filter(other => other.label.name !== label);
  return pins;
}

function holds(pins: readonly Pin[], { label, op, value }: Pin): boolean {
  for (const pin of pins) {
    if (pin.label.name === label.name && pin.op === op && pin.value?.value === value?.value) return true;
  }
  return false;
}
