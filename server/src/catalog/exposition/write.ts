// A catalogue file from the families of a `/metrics` page, for a person to go on with. Layer: catalog.
// A page shows one moment: labels are written as not complete, and values only where a set of states has them all.
import { isLabelName, isMetricName } from '../code/naming';
import { unitOfName } from '../unitOfName';
import type { PageFamily, PageLabel } from './shapes';

export interface CatalogHead {
  readonly title: string;
  readonly source: string;
  /** Comments at the top, a line each. */
  readonly notes: readonly string[];
}

/** The families that a catalogue can hold: those whose names need no quotes in PromQL. */
export function describable(families: readonly PageFamily[]): readonly PageFamily[] {
  return families.filter(({ name }) => isMetricName(name));
}

/** The text of a catalogue with these families, which are `describable`. */
export function catalogText(families: readonly PageFamily[], { title, source, notes }: CatalogHead): string {
  const lines = notes.map(note => `# ${note}`);
  lines.push(`title: ${scalar(title)}`, `source: ${scalar(source)}`);
  const states = statesOf(families);
  if (states.size > 0) {
    lines.push('labels:');
    for (const [name, values] of states)
      lines.push(`  ${scalar(name)}: { values: [${values.map(quoted).join(', ')}] }`);
  }
  lines.push('# A page does not show which labels other series have: remove this line where all are listed.');
  lines.push('defaults: { complete: false }');
  lines.push('groups:');
  for (const [labels, group] of byLabels(families)) {
    lines.push(`- labels: [${labels}]`, '  metrics:');
    for (const family of group) lines.push(...metricLines(family));
  }
  return `${lines.join('\n')}\n`;
}

/** Families with the same labels together, in the order of the page. */
function byLabels(families: readonly PageFamily[]): ReadonlyMap<string, readonly PageFamily[]> {
  const groups = new Map<string, PageFamily[]>();
  for (const family of families) {
    const labels = family.labels.filter(({ name }) => isLabelName(name)).map(written);
    const key = labels.join(', ');
    const group = groups.get(key);
    if (group) group.push(family);
    else groups.set(key, [family]);
  }
  return groups;
}

function written({ name, isAlways }: PageLabel): string {
  return isAlways ? scalar(name) : quoted(`${name}?`);
}

function metricLines({ name, type, help, buckets, ...page }: PageFamily): readonly string[] {
  const unit = page.unit ?? unitOfName(name);
  const word = unit && /^[^\s"']{1,60}$/.test(unit) ? ` ${unit}` : '';
  if (!buckets) return [`    ${scalar(name)}: ${scalar(`${type}${word}${help ? ` - ${help}` : ''}`)}`];
  return [
    `    ${scalar(name)}:`,
    `      is: ${scalar(type + word)}`,
    ...(help ? [`      help: ${scalar(help)}`] : []),
    `      buckets: [${buckets.join(', ')}]`,
  ];
}

/** Labels that hold the states of one family and nothing else, with all of these. */
function statesOf(families: readonly PageFamily[]): ReadonlyMap<string, readonly string[]> {
  const states = new Map<string, readonly string[]>();
  for (const { name, type, labels } of families) {
    const own = type === 'stateset' ? labels.find(label => label.name === name) : undefined;
    if (own && !own.hasMore && own.values.length > 0) states.set(name, own.values);
  }
  return states;
}

/** A text as YAML: plain where nothing about it can be taken for something else. */
function scalar(text: string): string {
  const isPlain =
    /^[A-Za-z_(][\w .,()%/+'=<>;-]*$/.test(text) &&
    !/ $/.test(text) &&
    !/^(?:true|false|null|yes|no|on|off|y|n|~|\.nan|\.inf)$/i.test(text);
  return isPlain ? text : quoted(text);
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(/[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]/g, char =>
    /[\ud800-\udfff]/.test(char) ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
