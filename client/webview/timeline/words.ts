// States, lengths and changes of alerts in words. Pure; no DOM here.
import type { Change, WireValue } from '../../src/preview/messages';
import { formatMoment } from '../chart/ticks';
import { formatValue, visible } from '../format';

export const stateWords: Readonly<Record<Change['to'], string>> = {
  pending: 'pending',
  firing: 'firing',
  kept: 'kept firing',
  inactive: 'back to normal',
};

/** Since when an alert is in a state, where that says something; begins with a space or a comma. */
export function sinceWords({
  to,
  atMs,
  activeMs,
  stands,
}: Pick<Change, 'to' | 'atMs' | 'activeMs' | 'stands'>): string {
  if (stands) return ' since before the shown time';
  return to !== 'pending' && activeMs < atMs ? `, pending since ${formatMoment(activeMs)}` : '';
}

/** What can be walked through. */
export function countWords(changes: readonly Change[]): string {
  const standing = changes.reduce((sum, { stands }) => sum + (stands ? 1 : 0), 0);
  const count = changes.length - standing;
  const changed =
    count === 0 ? 'No change of state in this time' : `${count} ${count === 1 ? 'change' : 'changes'} of state`;
  if (standing === 0) return changed;
  return `${changed}, ${standing} ${standing === 1 ? 'alert stays' : 'alerts stay'} as ${standing === 1 ? 'it is' : 'they are'}`;
}

/** A change as it is read out: which alert, what becomes of it, since when it was pending. */
export function changeWords(change: Change, unit: string | undefined): string {
  const { label, to, atMs, value } = change;
  const since = to === 'firing' || change.stands ? sinceWords(change) : '';
  const at = value === 'histogram' ? '' : `, value ${formatValue(value as WireValue, unit)}`;
  return `${formatMoment(atMs)}: ${visible(label, 200)} ${stateWords[to]}${since}${to === 'inactive' ? '' : at}`;
}
