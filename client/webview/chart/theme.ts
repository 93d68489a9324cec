// The theme's colours for a canvas, which knows no custom properties.
import { h } from '../dom';

export interface ChartTheme {
  readonly foreground: string;
  readonly background: string;
  readonly grid: string;
  readonly fontFamily: string;
  /** The computed colour of the style sheet's `--chart-<name>`. */
  colour(name: string): string;
}

/** The theme as it is now; to be read again when it changes. */
export function readTheme(): ChartTheme {
  const { color: foreground, fontFamily } = getComputedStyle(document.body);
  const known = new Map<string, string>();
  const computed = (variable: string, otherwise: string): string => {
    const found = known.get(variable);
    if (found !== undefined) return found;
    const probe = h('span', { hidden: true });
    probe.style.color = `var(${variable}, ${otherwise})`;
    document.body.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    known.set(variable, color);
    return color;
  };
  return {
    foreground,
    fontFamily,
    background: computed('--vscode-editor-background', foreground),
    grid: computed('--grid', foreground),
    colour: name => computed(`--chart-${name}`, foreground),
  };
}

/** Calls back whenever the theme changes: VS Code says so by the class of the body and the variables of the root element. */
export function onThemeChange(changed: () => void): void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
}
