// The rules of `test/fixtures/meaning`: a line is a rule, alone in its workspace: the check that says it (bad ones only), the
// expression, `for`, the message, the name under which it is recorded and that of the alert, between ` ## `.
import * as fs from 'node:fs';
import type { Service } from '../../server/src/service';
import { type JudgedFinding, judgeFiles } from './judge';

export interface MeantRule {
  /** The check that tells a bad rule. */
  readonly check: string;
  readonly expr: string;
  readonly text: string;
}

/** The rules of a file; those that are right name no check. */
export function meantRules(file: string, kind: 'bad' | 'good'): readonly MeantRule[] {
  return fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => {
      const parts = line.split(' ## ').map(part => part.trim());
      const check = kind === 'bad' ? parts.shift()! : '';
      return { check, expr: parts[0]!, text: ruleFile(parts) };
    });
}

function ruleFile([expr, wait, message, record, alert]: readonly (string | undefined)[]): string {
  const rule = record
    ? { record, expr }
    : {
        alert: alert || 'Alert',
        expr,
        ...(wait ? { for: wait } : {}),
        ...(message ? { annotations: { summary: message } } : {}),
      };
  // JSON is YAML, and quotes what must be quoted.
  return JSON.stringify({ groups: [{ name: 'g', rules: [rule] }] });
}

/** What is found in a rule that is alone in its workspace. */
export function judgeMeant(service: Service, { text }: MeantRule): readonly JudgedFinding[] {
  return judgeFiles([{ name: 'rules.yaml', text }], { service });
}
