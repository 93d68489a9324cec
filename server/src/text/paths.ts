// Parts of paths and URIs. Layer: text.

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The folder of a file that a path or URI names. */
export function folderOf(file: string): string {
  return file.slice(0, Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\'), 0));
}

/** A part of an address as it was meant; as it stands where a percent sign in it was meant as one. */
export function decodedPart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The name of a file whose URI or path is given, as people know it. */
export function shownName(uri: string): string {
  return decodedPart(baseName(uri));
}
