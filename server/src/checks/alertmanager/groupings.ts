// By what the routes to a receiver group their alerts. Layer: checks.
import type { AlertmanagerFile, Route } from '../../model/alertmanager';
import { follow, itemsOf } from '../../yaml/path';

/** By what the routes to each receiver group, inherited or not; undefined where that is not known. */
export function groupingsOf({
  route,
  routes,
  root,
}: AlertmanagerFile): ReadonlyMap<string, (ReadonlySet<string> | undefined)[]> {
  const found = new Map<string, (ReadonlySet<string> | undefined)[]>();
  // What an object's routes take over from the tree above is not known.
  const above = root.kind === 'alertmanager' ? new Set<string>() : undefined;
  const open: { route: Route; by: ReadonlySet<string> | undefined; receiver: string | undefined }[] = [];
  const add = (one: Route, by: ReadonlySet<string> | undefined, receiver: string | undefined): void => {
    open.push({ route: one, by: one.groupBy ? groupBy(one) : by, receiver: one.receiver?.value ?? receiver });
  };
  if (route) add(route, above, undefined);
  const [top] = open;
  for (const { it } of routes) add(it, top?.by, top?.receiver);
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.receiver !== undefined) {
      const known = found.get(next.receiver) ?? [];
      known.push(next.by);
      found.set(next.receiver, known);
    }
    for (const child of next.route.routes) add(child, next.by, next.receiver);
  }
  return found;
}

function groupBy({ groupBy: pair }: Route): ReadonlySet<string> | undefined {
  const names = itemsOf(pair?.value).map(item => follow(item));
  return names.every(item => item?.kind === 'scalar')
    ? new Set(names.map(item => (item?.kind === 'scalar' ? item.value : '')))
    : undefined;
}
