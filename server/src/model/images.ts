// Container images that a text of YAML names: a manifest's `image`, the `repository` of a chart's values. What runs in a
// cluster tells which exporters are there. Layer: model.

/** The images without their versions, each once. A line is enough: nothing is concluded from what is not found. */
export function imagesIn(text: string): readonly string[] {
  if (!/\b(?:image|repository):/.test(text)) return [];
  const named = text.matchAll(/^[ \t-]*(?:image|repository):[ \t]*["']?([\w][\w./-]*)/gm);
  return [...new Set([...named].map(([, image]) => image!))];
}
