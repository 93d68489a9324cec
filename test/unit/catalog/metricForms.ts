// What is read of a source file, in short, and a row for each form in which a metric is defined.
import assert from 'node:assert/strict';
import { codeFacts } from '../../../server/src/catalog/code/read';
import { resolved } from '../../../server/src/catalog/code/resolve';
import type { DefinedMetric } from '../../../server/src/catalog/schema';

export function metricsIn(files: Readonly<Record<string, string>>): readonly DefinedMetric[] {
  return resolved(new Map(Object.entries(files).map(([file, text]) => [file, codeFacts(file, text)])));
}

/** `name type(labels)`; `?` behind a type and `~` behind a name that settings decide, `*` behind labels that go on. */
export function brief(metric: DefinedMetric): string {
  const { name, nameInferred, type, typeInferred, labels, labelsComplete, buckets } = metric;
  const shown = labels.map(({ name: label, values }) => (values ? `${label}=${values.join('|')}` : label)).join(',');
  const bounds = buckets ? ` ${buckets.length} to ${buckets.at(-1)}` : '';
  return `${name}${nameInferred ? '~' : ''} ${type}${typeInferred ? '?' : ''}(${shown}${labelsComplete ? '' : '*'})${bounds}`;
}

export type Form = readonly [title: string, text: string, expected: readonly string[]];

export function suite(title: string, file: string, head: string, forms: readonly Form[]): void {
  describe(title, () => {
    for (const [name, text, expected] of forms) {
      it(name, () => assert.deepEqual(metricsIn({ [file]: head + text }).map(brief), expected));
    }
  });
}

/** How a file of Go begins that uses client_golang. */
export const go =
  'package m\nimport (\n\t"github.com/prometheus/client_golang/prometheus"\n\t"github.com/prometheus/client_golang/prometheus/promauto"\n)\n';
