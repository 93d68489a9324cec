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
export interface SentLabels extends FiredLabels {
  /** Whether it is sent at all. */
  readonly sent: Certainty;
  /** The step that surely or perhaps drops it: the first such one. */
  readonly droppedBy?: RelabelStep;
  /** Steps that changed labels, or may have. */
  readonly changedBy: readonly RelabelStep[];
  /** External labels that it surely gets. */
  readonly addedLabels: readonly string[];
  /** Whether anything may have changed a label. */
  isTouched(name: string): boolean;
}

/** Does to alerts what a Prometheus does before it sends them; each pattern is compiled once. */
export class Relabeller {
  private readonly patterns = new Map<string, Pattern | undefined>();

  constructor(readonly sending: Sending) {}

  /** The labels with which an alert is sent. */
  sent(fired: FiredLabels): SentLabels {
    const { external, stages } = this.sending;
    let draft = new Draft(fired);
    const drafts = [draft];
    const addedLabels: string[] = [];
    for (const name of Object.keys(external).sort(compareText)) {
      const own = fired.valueFor(name);
      if (own === '' && external[name] !== '') addedLabels.push(name);
      addExternal(draft, own, name, external[name]);
    }
    const isTouched = (name: string): boolean => drafts.some(one => one.isTouched(name));
    const changedBy: RelabelStep[] = [];
    let droppedBy: RelabelStep | undefined;
    for (const [i, stage] of stages.entries()) {
      if (i > 0) drafts.push((draft = new Draft(draft.labels())));
      for (const step of stage) {
        const before = draft.version;
        const kept = this.take(step, draft);
        if (draft.version !== before) changedBy.push(step);
        if (kept === 'no') return { ...draft.labels(), sent: 'no', droppedBy: step, changedBy, addedLabels, isTouched };
        if (kept === 'perhaps') droppedBy ??= step;
      }
    }
    const sent = droppedBy ? 'perhaps' : 'yes';
    return { ...draft.labels(), sent, ...(droppedBy ? { droppedBy } : {}), changedBy, addedLabels, isTouched };
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
        draft.delete(name => this.match(step, name) !== undefined);
        break;
      case 'labelkeep':
        draft.delete(name => this.match(step, name) === undefined);
    }
    return 'yes';
  }

  private match({ regex }: RelabelStep, text: string): ReturnType<Pattern> {
    if (!this.patterns.has(regex)) this.patterns.set(regex, patternOf(regex));
    return this.patterns.get(regex)?.(text);
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
