// What Prometheus makes of the labels of an alert before it sends it: external labels, then `alert_relabel_configs`, also where not
// all labels are known. Layer: relabel (pure). The sources are Prometheus' notifier/alert.go and model/relabel/relabel.go.

import { toLower, toUpper } from '../go/letterCase';
import { md5 } from '../go/md5';
import { compareText } from '../go/order';
import { utf8 } from '../go/utf8';
import { Draft, type FiredLabels } from './draft';
import { matchesAll, type Pattern, patternOf, type RelabelStep } from './step';

/** What a Prometheus does to all alerts that it sends. */
export interface Sending {
  /** Added where an alert has none of the name; undefined for a value that only its surroundings tell. */
  readonly external: Readonly<Record<string, string | undefined>>;
  /** What all alerts go through, and then what those to one Alertmanager do. */
  readonly stages: readonly (readonly RelabelStep[])[];
  /** Whether names of labels are letters, digits and `_` alone, as before Prometheus 3. */
  readonly legacyNames?: boolean;
}

type Certainty = 'yes' | 'no' | 'perhaps';

/** What is sent of an alert. */
export interface SentLabels {
  readonly labels: FiredLabels;
  /** Whether it is sent at all. */
  readonly sent: Certainty;
  /** The step that surely or perhaps drops it: the first such one. */
  readonly droppedBy?: RelabelStep;
  /** Whether anything may have changed a label. */
  isTouched(name: string): boolean;
  /** The external labels that it surely gets, and the steps that change labels, or may. */
  changes(): { readonly added: readonly string[]; readonly steps: readonly RelabelStep[] };
}

/** Does to alerts what a Prometheus does before it sends them; each pattern is compiled once. */
export class Relabeller {
  private readonly patterns = new Map<string, Pattern | undefined>();
  private readonly names = new Map<string, Map<string, boolean>>();
  private readonly external: readonly (readonly [name: string, value: string | undefined])[];

  constructor(readonly sending: Sending) {
    const { external } = sending;
    const sorted = Object.keys(external).sort(compareText);
    this.external = sorted.map(name => [name, external[name]]);
  }

  /** What is sent of an alert. */
  sent(fired: FiredLabels): SentLabels {
    const drafts = [new Draft(fired)];
    for (const [name, value] of this.external) addExternal(drafts[0]!, fired.valueFor(name), name, value);
    const done = this.go(drafts);
    return {
      labels: drafts.at(-1)!.labels(),
      ...done,
      isTouched: name => drafts.some(one => one.isTouched(name)),
      changes: () => this.changesOf(fired),
    };
  }

  private changesOf(fired: FiredLabels): ReturnType<SentLabels['changes']> {
    const draft = new Draft(fired, true);
    for (const [name, value] of this.external) addExternal(draft, fired.valueFor(name), name, value);
    const steps: RelabelStep[] = [];
    this.go([draft], step => void steps.push(step));
    const added = this.external.filter(([name, value]) => value !== '' && fired.valueFor(name) === '');
    return { added: added.map(([name]) => name), steps };
  }

  /** Goes through all steps, those of a further stage with a draft of their own; `changed` hears of those that change labels. */
  private go(drafts: Draft[], changed?: (step: RelabelStep) => void): Pick<SentLabels, 'sent' | 'droppedBy'> {
    let droppedBy: RelabelStep | undefined;
    for (const [i, stage] of this.sending.stages.entries()) {
      if (i > 0) drafts.push(new Draft(drafts.at(-1)!.labels(), changed !== undefined));
      const draft = drafts.at(-1)!;
      for (const step of stage) {
        const before = draft.version;
        const kept = this.take(step, draft);
        if (draft.version !== before) changed?.(step);
        if (kept === 'no') return { sent: 'no', droppedBy: step };
        if (kept === 'perhaps') droppedBy ??= step;
      }
    }
    return droppedBy ? { sent: 'perhaps', droppedBy } : { sent: 'yes' };
  }

  /** Takes one step; whether the alert is still sent after it. */
  private take(step: RelabelStep, draft: Draft): Certainty {
    const { action, target } = step;
    const value = joined(step, draft);
    switch (action) {
      case 'drop':
        return opposite(this.matches(step, value));
      case 'keep':
        return this.matches(step, value);
      case 'dropequal':
        return opposite(equal(draft.get(target), value));
      case 'keepequal':
        return equal(draft.get(target), value);
      case 'replace':
        this.replace(step, draft, value);
        break;
      case 'lowercase':
        draft.set(target, value === undefined ? undefined : toLower(value));
        break;
      case 'uppercase':
        draft.set(target, value === undefined ? undefined : toUpper(value));
        break;
      case 'hashmod':
        draft.set(target, value === undefined ? undefined : remainder(value, step.modulus));
        break;
      case 'labelmap':
        this.copy(step, draft);
        break;
      case 'labeldrop':
        draft.delete(name => this.means(step, name));
        break;
      case 'labelkeep':
        draft.delete(name => !this.means(step, name));
    }
    return 'yes';
  }

  private match({ regex }: RelabelStep, text: string): ReturnType<Pattern> {
    if (!this.patterns.has(regex)) this.patterns.set(regex, patternOf(regex));
    return this.patterns.get(regex)?.(text);
  }

  /** Whether a step means a label; the names of labels are few, and asked for with every alert. */
  private means(step: RelabelStep, name: string): boolean {
    const known = this.names.get(step.regex) ?? new Map<string, boolean>();
    this.names.set(step.regex, known);
    let means = known.get(name);
    if (means === undefined) {
      means = this.match(step, name) !== undefined;
      if (known.size < mostNames) known.set(name, means);
    }
    return means;
  }

  private matches(step: RelabelStep, value: string | undefined): Certainty {
    if (matchesAll(step.regex)) return 'yes';
    if (value === undefined) return 'perhaps';
    return this.match(step, value) ? 'yes' : 'no';
  }

  private replace(step: RelabelStep, draft: Draft, value: string | undefined): void {
    const { regex, target, replacement } = step;
    if (value === undefined) {
      if (target.includes('$')) draft.blur(() => true);
      // Whatever the value is, what replaces it is the same.
      else if (matchesAll(regex) && !replacement.includes('$')) draft.set(target, replacement);
      else draft.set(target, undefined);
      return;
    }
    const match = this.match(step, value);
    const name = match?.expand(target);
    if (!match || !name || !isName(name, this.sending.legacyNames === true)) return;
    draft.set(name, match.expand(replacement));
  }

  /** Copies labels to others by their names. */
  private copy(step: RelabelStep, draft: Draft): void {
    const { replacement } = step;
    // Which labels there are besides is not known, and so not which they would be copied to.
    if (!draft.labels().closed) draft.blur(replacement.includes('$') ? () => true : name => name === replacement);
    for (const [name, value] of draft.entries()) {
      const match = this.match(step, name);
      if (match) draft.set(match.expand(replacement), value);
    }
  }
}

/** So many names are remembered for a pattern. */
const mostNames = 5_000;

function addExternal(draft: Draft, own: string | undefined, name: string, value: string | undefined): void {
  if (own === '') draft.set(name, value);
  else if (own === undefined) draft.set(name, undefined);
}

/** The values of the source labels, one behind the other; undefined where one is not known. */
function joined({ source, separator }: RelabelStep, draft: Draft): string | undefined {
  const values = source.map(name => draft.get(name));
  return values.includes(undefined) ? undefined : values.join(separator);
}

function equal(one: string | undefined, other: string | undefined): Certainty {
  if (one === undefined || other === undefined) return 'perhaps';
  return one === other ? 'yes' : 'no';
}

function opposite(answer: Certainty): Certainty {
  return answer === 'perhaps' ? answer : answer === 'yes' ? 'no' : 'yes';
}

function isName(name: string, legacy: boolean): boolean {
  return legacy ? /^[a-zA-Z_]\w*$/.test(name) : !/\p{Cs}/u.test(name);
}

/** Only the last eight bytes of the hash count. */
function remainder(value: string, modulus: string): string {
  const hash = new DataView(md5(utf8(value)).buffer);
  return String(hash.getBigUint64(8) % BigInt(modulus));
}
