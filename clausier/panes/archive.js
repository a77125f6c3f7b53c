// The list of what a .zip holds, read from its central directory: names only, nothing is unpacked.

const END = 0x06054b50;
const ENTRY = 0x02014b50;

/** Return the paths of the files in a zip archive (ArrayBuffer), in its order. */
export function pathsIn(buffer) {
  const view = new DataView(buffer);
  let end = view.byteLength - 22;
  while (end >= 0 && view.getUint32(end, true) !== END) end -= 1;
  if (end < 0) return [];
  const decoder = new TextDecoder();
  const paths = [];
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    if (view.getUint32(at, true) !== ENTRY) break;
    const length = view.getUint16(at + 28, true);
    const path = decoder.decode(new Uint8Array(buffer, at + 46, length));
    if (!path.endsWith("/")) paths.push(path);
    at += 46 + length + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return paths;
}
