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

/** A length of time, two units at most: `2 h 10 min`. */
export function formatLength(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const [days, hours, minutes] = [seconds / 86_400, (seconds / 3600) % 24, (seconds / 60) % 60].map(Math.floor) as [
    number,
    number,
    number,
  ];
  if (days > 0) return `${days} d${hours ? ` ${hours} h` : ''}`;
  if (hours > 0) return `${hours} h${minutes ? ` ${minutes} min` : ''}`;
  if (minutes > 0) return `${minutes} min${seconds % 60 ? ` ${seconds % 60} s` : ''}`;
  return `${seconds} s`;
}

/** A change as it is read out: which alert, what becomes of it, since when it was pending. */
export function changeWords({ label, to, atMs, activeMs, value }: Change, unit: string | undefined): string {
  const since = to === 'firing' && activeMs < atMs ? `, pending since ${formatMoment(activeMs)}` : '';
  const at = value === 'histogram' ? '' : `, value ${formatValue(value as WireValue, unit)}`;
  return `${formatMoment(atMs)}: ${visible(label, 200)} ${stateWords[to]}${since}${to === 'inactive' ? '' : at}`;
}
