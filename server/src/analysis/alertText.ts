// What an alert says of itself in words. Layer: analysis.
import type { RuleUnit } from '../model/ruleFile';
import type { AlertUnit } from './rule';

/** Its name, taken apart into words, and its messages. */
export function alertText({ rule, annotations }: AlertUnit): string {
  const told = annotations.filter(({ name }) => /summary|desc|message|title/i.test(name)).map(({ text }) => text);
  return [nameInWords(rule), ...told].join(' ').replaceAll('_', ' ');
}

/** The same of a rule whose templates nobody asks for: all annotations as they are written. */
export function ruleText(rule: RuleUnit): string {
  const told = rule.annotations.map(({ value }) => (value.kind === 'scalar' ? value.value : ''));
  return [nameInWords(rule), ...told].join('\n');
}

/** Whether an alert says by firing that the pipeline works, or is there for a try. */
export function isMeantToFire(rule: RuleUnit): boolean {
  return meantToFire.test(rule.alert?.value ?? '') || onPurpose.test(ruleText(rule));
}

const meantToFire = /watchdog|dead.?man|heart.?beat|always.?fir|dummy/i;

const onPurpose = /\b(?:on purpose|always fir(?:es|ing)|(?:should|must) always fire|intentionally|end-to-end test)\b/i;

/** `GPULost` are two words, as `H100Lost` are. */
function nameInWords({ alert }: RuleUnit): string {
  return (alert?.value ?? '').replace(/([a-z\d])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3 $2$4').replaceAll('_', ' ');
}
