// Asks the oracle `oracle-prometheus` to render templates, thousands in one process.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { TemplateCase } from './templateCases';
import { EVALUATED_AT, LOAD } from './templateCases';

export interface TemplateVerdict {
  /** Whether the template loads. */
  readonly loads: boolean;
  readonly output?: string;
  readonly error?: string;
}

const oracle = resolve('.oracles/oracle-prometheus');

/** Whether the oracle has been built here. */
export function hasTemplateOracle(): boolean {
  return existsSync(oracle);
}

/** What Prometheus makes of each case, in order. */
export function askTemplates(cases: readonly TemplateCase[]): readonly TemplateVerdict[] {
  const input = cases.map(c =>
    JSON.stringify({
      op: 'template',
      text: c.text,
      labels: c.labels,
      external_labels: c.externalLabels,
      external_url: c.externalURL,
      value: c.value,
      at: EVALUATED_AT,
      // Loading the series costs most of the time; only a query needs them.
      ...(c.text.includes('query') ? { load: LOAD, features: ['all'] } : {}),
    }),
  );
  const run = spawnSync(oracle, { input: `${input.join('\n')}\n`, encoding: 'utf8', maxBuffer: 1 << 28 });
  const answers = run.stdout.trim().split('\n');
  if (answers.length !== cases.length) throw new Error(`the oracle gave ${answers.length} answers: ${run.stderr}`);
  return answers.map(line => {
    const { ok, parse, output, error } = JSON.parse(line) as {
      ok: boolean;
      parse?: boolean;
      output?: string;
      error?: string;
    };
    return ok ? { loads: true, output: output ?? '' } : { loads: parse === true, error: error ?? '' };
  });
}
