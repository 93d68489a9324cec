// `route --format json`: the whole answer, with lines and characters from 0 for places. Layer: cli.
import type { FilePlace } from '../../features/routing/shapes';
import { printableJson } from '../../text/printable';
import { version } from '../version';
import type { RouteReport } from './routeReport';

/** The configuration, what becomes of every alert, and what is sent over time. */
export function routeJson({ alerts, routing, linesOf }: RouteReport): string {
  const isPlace = (value: object): value is FilePlace => 'file' in value && 'span' in value;
  const placed = (_: string, value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || !isPlace(value)) return value;
    const lines = linesOf(value.file);
    const { from, to } = value.span;
    return { file: value.file, range: { start: lines.position(from), end: lines.position(to) } };
  };
  const { alerts: answers, ...rest } = routing;
  const told = {
    version,
    ...rest,
    alerts: answers.map((answer, i) => {
      const { alert, place } = alerts[i]!;
      const { valueFor, sentAs: _, ...asked } = alert;
      return {
        ...asked,
        ...(place ? { rule: { file: place.file, line: place.line - 1 } } : {}),
        ...(valueFor ? { isKnown: false } : {}),
        ...answer,
      };
    }),
  };
  return `${printableJson(JSON.stringify(told, placed, 2))}\n`;
}
