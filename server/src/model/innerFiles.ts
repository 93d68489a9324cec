// Files inside of a document: the values of a Secret in base64, and where the holes of a template engine lie in them.
// Layer: model.
import { decodeBase64InSlices, isBytes } from '../go/base64';
import { readUtf8InSlices } from '../go/utf8';
import { opaqueMap } from '../text/makeMap';
import type { TextMap } from '../text/textMap';
import type { YamlNode, YamlScalar } from '../yaml/node';
import { entries, follow, get } from '../yaml/path';
import type { Region } from './region';
import type { Root } from './root';

/** A value in base64. */
export interface EncodedFile {
  readonly name: string;
  readonly scalar: YamlScalar;
  readonly isEncoded: boolean;
  /** Undefined for what is no text. */
  readonly text: string | undefined;
  /** Where its text lies in the document: anywhere in the whole. */
  readonly mapOf: (text: string) => TextMap;
}

/** The values of a map in base64; a key that stands in `plain` as well has that value instead. In slices. */
export function* encodedFiles(
  node: YamlNode | undefined,
  plain: YamlNode | undefined,
): Generator<void, readonly EncodedFile[]> {
  const map = follow(node);
  if (map?.kind !== 'map') return [];
  const files: EncodedFile[] = [];
  for (const { name, value } of entries(map)) {
    const scalar = follow(value);
    if (scalar?.kind !== 'scalar' || get(plain, name)) continue;
    const bytes = yield* decodeBase64InSlices(scalar.value, 'standard');
    const text = isBytes(bytes) ? yield* readUtf8InSlices(bytes) : undefined;
    const mapOf = (decoded: string): TextMap => {
      const spans = scalar.map.toFile(0, scalar.map.length);
      const file = { from: spans[0]!.from, to: spans[spans.length - 1]!.to };
      return opaqueMap(decoded.length, file);
    };
    files.push({ name, scalar, isEncoded: isBytes(bytes), text, mapOf });
  }
  return files;
}

/** The file's holes as places of a region inside it. */
export function innerHoles(region: Region, holes: Root['holes']): Root['holes'] {
  const { map } = region;
  if (!map || holes.length === 0) return [];
  return holes.flatMap(hole => {
    const from = map.fromFile(hole.from) ?? map.fromFile(hole.to);
    const to = map.fromFile(hole.to) ?? from;
    return from === undefined || to === undefined ? [] : [{ from: Math.min(from, to), to: Math.max(from, to) }];
  });
}
