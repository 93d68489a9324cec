// Text to nodes: the one door to the YAML readers. Layer: yaml.
import { readWithPackage } from './adapter';
import type { YamlStream } from './node';

/**
 * Reads all documents of `text`; never throws. A document's problems are go-yaml's verdict on its syntax; its tree is
 * as good as the text allows. The tools read the first document only, which is for the caller to heed.
 */
export function parseYaml(text: string): YamlStream {
  return readWithPackage(text);
}
