// Container images that a text of YAML names: a manifest's `image`, the `repository` of a chart's values. What runs in a
// cluster tells which exporters are there. Layer: model.
import type { Change } from '../text/change';

/** The images, each once, with their tags as far as they are written: `vllm/vllm-openai:v0.9.1`. */
export function imagesIn(text: string): readonly string[] {
  if (!/\b(?:image|repository):/.test(text)) return [];
  const named = text.matchAll(/^([ \t-]*)(image|repository):[ \t]*["']?(\w[\w./:-]*)/gm);
  const images = [...named].map(({ 0: line, 1: indent, 2: key, 3: image, index }) => {
    const tag =
      key === 'repository' && !image!.includes(':') ? tagBeside(text, index + line.length, indent!.length) : '';
    return tag ? `${image}:${tag}` : image!;
  });
  return [...new Set(images)];
}

/** Whether a text may name an image that it did not name before a change. */
export function mayNameImage(text: string, { from, to }: Change): boolean {
  const end = text.indexOf('\n', to);
  return /image|repository/.test(text.slice(text.lastIndexOf('\n', from - 1) + 1, end < 0 ? text.length : end));
}

/** How many lines below a repository its tag is looked for. */
const tagLines = 4;

/** The tag that a chart's values give a few lines below the repository, at the same indentation. */
function tagBeside(text: string, from: number, indent: number): string | undefined {
  let at = text.indexOf('\n', from);
  for (let lines = 0; lines < tagLines && at >= 0; lines++) {
    const end = text.indexOf('\n', at + 1);
    const line = text.slice(at + 1, end < 0 ? text.length : end);
    const tag = /^([ \t]*)tag:[ \t]*["']?(\w[\w.-]*)/.exec(line);
    if (tag) return tag[1]!.length === indent ? tag[2] : undefined;
    at = end;
  }
  return undefined;
}
