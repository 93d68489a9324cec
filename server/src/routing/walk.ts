// The walk of an alert through a tree of routes, as Alertmanager makes it (dispatch/route.go, Match), also where not all of the
// alert's labels are known: then routes are reached "perhaps". Layer: routing (pure).

export type Certainty = 'yes' | 'no' | 'perhaps';

/** A route of either tree: of the facts of a document, or of a configuration with what routes inherit. */
export interface WalkedRoute<T> {
  readonly continues: boolean;
  readonly routes: readonly T[];
}

/** The way from the root to a route, the route itself first. */
export interface Way<T> {
  readonly route: T;
  readonly outer?: Way<T>;
}

/** A route that takes an alert: it matches and none of its children does. */
export interface Taken<T> extends Way<T> {
  readonly certain: boolean;
}

/** What became of a route: `untried` is one behind a sibling (`by`) that took the alert and lets nothing pass on. */
export type Step<T> =
  | { readonly kind: 'tried'; readonly route: T; readonly matches: Certainty }
  | { readonly kind: 'untried'; readonly route: T; readonly by: T };

/** The routes that take an alert, in the order Alertmanager visits them; the root takes all. `told` hears of every route met. */
export function walk<T extends WalkedRoute<T>>(
  root: T,
  matches: (route: T) => Certainty,
  told?: (step: Step<T>) => void,
): readonly Taken<T>[] {
  const taken: Taken<T>[] = [];
  visit({ route: root }, true);
  return taken;

  function visit(way: Way<T>, certain: boolean): void {
    const { route } = way;
    let isTaken: Certainty = 'no';
    // An earlier child that perhaps takes the alert and lets nothing pass on makes those after it uncertain.
    let open = certain;
    for (const [i, child] of route.routes.entries()) {
      const answer = matches(child);
      told?.({ kind: 'tried', route: child, matches: answer });
      if (answer === 'no') continue;
      visit({ route: child, outer: way }, open && answer === 'yes');
      if (isTaken !== 'yes') isTaken = answer;
      if (child.continues) continue;
      if (answer === 'yes') {
        if (told) for (const behind of route.routes.slice(i + 1)) told({ kind: 'untried', route: behind, by: child });
        break;
      }
      open = false;
    }
    if (isTaken !== 'yes') taken.push({ ...way, certain: certain && isTaken === 'no' });
  }
}
