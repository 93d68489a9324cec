// Compresses what stands in a zip file once more, with a slower search for the shortest encoding of the same format: a package
// of the extension becomes a thirtieth smaller, and is unpacked as before.
// usage: node tools/build/repack.mjs ml-alert-rules-0.1.0.vsix
import fs from 'node:fs';
import zlib from 'node:zlib';
import zopfli from '@gfx/zopfli';

// Records of a zip file and their lengths without the variable parts (APPNOTE.TXT 4.3.7, 4.3.12, 4.3.16).
const endOfDirectory = { signature: 0x06054b50, length: 22 };
const directoryEntry = { signature: 0x02014b50, length: 46 };
const localHeader = { signature: 0x04034b50, length: 30 };
const deflated = 8;

/** @param {string} file */
async function repack(file) {
  const zip = fs.readFileSync(file);
  const end = zip.length - endOfDirectory.length;
  if (zip.readUInt32LE(end) !== endOfDirectory.signature) throw new Error(`${file} is no zip file without a comment`);
  const body = [];
  const directory = [];
  let written = 0;
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    if (zip.readUInt32LE(at) !== directoryEntry.signature) throw new Error(`${file} has no entry at ${at}`);
    const [name, extra, comment] = [28, 30, 32].map(offset => zip.readUInt16LE(at + offset));
    const entry = Buffer.from(zip.subarray(at, (at += directoryEntry.length + name + extra + comment)));
    const packed = await smaller(dataOf(zip, entry), entry.readUInt16LE(10));
    const header = Buffer.alloc(localHeader.length);
    header.writeUInt32LE(localHeader.signature, 0);
    // Version needed to unpack, flags, method, time, date, checksum, sizes and the name's length stand in both alike.
    entry.writeUInt32LE(packed.length, 20);
    // The sizes stand in the header, not behind the data.
    entry.writeUInt16LE(entry.readUInt16LE(8) & ~8, 8);
    entry.copy(header, 4, 6, 30);
    entry.writeUInt32LE(written, 42);
    body.push(header, entry.subarray(directoryEntry.length, directoryEntry.length + name), packed);
    written += header.length + name + packed.length;
    directory.push(entry);
  }
  const last = Buffer.from(zip.subarray(end));
  last.writeUInt32LE(Buffer.concat(directory).length, 12);
  last.writeUInt32LE(written, 16);
  const result = Buffer.concat([...body, ...directory, last]);
  fs.writeFileSync(file, result);
  return [zip.length, result.length];
}

/** The data of an entry of the directory as it lies in the file. */
function dataOf(zip, entry) {
  const header = entry.readUInt32LE(42);
  const from = header + localHeader.length + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
  return zip.subarray(from, from + entry.readUInt32LE(20));
}

/** The shortest of the data as it is and compressed anew. */
async function smaller(data, method) {
  if (method !== deflated) return data;
  const plain = zlib.inflateRawSync(data);
  const again = Buffer.from(await zopfli.deflateAsync(plain, { numiterations: 1, blocksplittingmax: 0 }));
  if (!zlib.inflateRawSync(again).equals(plain)) throw new Error('what was compressed unpacks to something else');
  return again.length < data.length ? again : data;
}

const [before, after] = await repack(process.argv[2]);
console.log(`${process.argv[2]}: ${before} bytes, repacked ${after}`);
