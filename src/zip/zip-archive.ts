import { crc32 } from "node:zlib";

/** One file of an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly content: Uint8Array;
  readonly executable?: boolean;
}

/** 1 January 1980, the first day that the format can write. */
const epochDate = 0x21;
/** Made on Unix (3), by version 2.0 of the format: Lambda needs the Unix permissions below to read the file. */
const madeBy = 0x0314;
const regularFileReadableByAll = 0o100644;
const regularFileExecutableByAll = 0o100755;

/**
 * A zip archive whose bytes depend on its entries alone: no times, no compression (whose output differs between versions
 * of zlib), entries in the order given. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function zipArchive(entries: readonly ZipEntry[]): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name, "utf8");
    const common = commonHeader(name, entry.content);
    const local = Buffer.concat([number32(0x04034b50), common, name, entry.content]);
    directory.push(
      Buffer.concat([
        number32(0x02014b50),
        number16(madeBy),
        common,
        // No comment, first disk, no internal attributes.
        number16(0),
        number16(0),
        number16(0),
        number32(
          (entry.executable === true ? regularFileExecutableByAll : regularFileReadableByAll) * 2 ** 16,
        ),
        number32(offset),
        name,
      ]),
    );
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const count = number16(entries.length);
  const end = [
    number32(0x06054b50),
    number32(0),
    count,
    count,
    number32(central.length),
    number32(offset),
    number16(0),
  ];
  return Buffer.concat([...parts, central, ...end]);
}

/** Version needed, flags (names are UTF-8), stored, time, date, checksum, both sizes, lengths of name and extra field. */
function commonHeader(name: Buffer, content: Uint8Array): Buffer {
  const size = number32(content.length);
  return Buffer.concat([
    number16(20),
    number16(0x0800),
    number16(0),
    number16(0),
    number16(epochDate),
    number32(crc32(content)),
    size,
    size,
    number16(name.length),
    number16(0),
  ]);
}

function number16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
