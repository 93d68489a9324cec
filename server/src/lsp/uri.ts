// File URIs as editors write them: the same file may be encoded in several ways, and must be one member of a workspace.
// Layer: lsp.
import { decodedPart } from '../text/paths';

/** The URI with every character encoded that VS Code encodes; of equal files equal texts. Other schemes stay as they are. */
export function canonicalUri(uri: string): string {
  if (!uri.startsWith('file://')) return uri;
  return `file://${uri.slice('file://'.length).split('/').map(canonicalSegment).join('/')}`;
}

/** A name of a file or folder as a part of a URI. */
export function encodeSegment(name: string): string {
  return encodeURIComponent(name).replace(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The way from a folder to a file in it, as names on the disk with `/`. */
export function pathBelow(folder: string, uri: string): string {
  return uri
    .slice(folder.length + 1)
    .split('/')
    .map(decodedPart)
    .join('/');
}

function canonicalSegment(segment: string): string {
  const decoded = decodedPart(segment);
  return decoded === segment && segment.includes('%') ? segment : encodeSegment(decoded);
}
