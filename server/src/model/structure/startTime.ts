// The time at which a unit test begins, as promtool reads it. Layer: model.
// Source: parseTime in Prometheus' cmd/promtool/query.go.
import { parseGoFloat } from '../../template/literals';

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))$/;

/** Milliseconds since the epoch of Unix seconds or a time of RFC 3339; undefined where a text is neither. */
export function startTime(text: string): number | undefined {
  const seconds = parseGoFloat(text);
  if (seconds !== undefined) return Number.isFinite(seconds) ? Math.trunc(seconds * 1000) : 0;
  const found = rfc3339.exec(text);
  if (!found) return undefined;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [zoneHour, zoneMinute] = [Number(found[9] ?? 0), Number(found[10] ?? 0)];
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const isTime = hour < 24 && minute < 60 && second < 60 && zoneHour <= 24 && zoneMinute < 60;
  if (!isTime || month < 1 || month > 12 || day < 1 || day > days) return undefined;
  const fraction = Math.floor(Number(`0.${found[7] ?? 0}`) * 1000);
  const zone = (zoneHour * 60 + zoneMinute) * 60_000 * (found[8] === '-' ? -1 : 1);
  return Date.UTC(year, month - 1, day, hour, minute, second, fraction) - zone;
}
