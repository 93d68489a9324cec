// Names of labels and annotations. Layer: model (pure text).
import { shorten } from './scalars';

/** What is wrong with a label or annotation name under a naming scheme. */
export function labelNameProblem(name: string, legacy: boolean, what: 'label' | 'annotation'): string | undefined {
  if (name === '') return `The name of ${what === 'label' ? 'a label' : 'an annotation'} is empty; write a name.`;
  if (!legacy || /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)) return undefined;
  return `\`${shorten(name)}\` is no ${what} name; use letters, digits and \`_\`, not a digit first.`;
}
