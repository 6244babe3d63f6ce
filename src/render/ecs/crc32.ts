/** The CRC-32 checksum (IEEE 802.3) of an ASCII text, as an unsigned number. */
export function crc32(text: string): number {
  let sum = 0xffff_ffff;
  for (let index = 0; index < text.length; index++) {
    sum = (sum >>> 8) ^ (table[(sum ^ text.charCodeAt(index)) & 0xff] ?? 0);
  }
  return ~sum >>> 0;
}

const reversedPolynomial = 0xedb8_8320;

const table: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? reversedPolynomial ^ (value >>> 1) : value >>> 1;
  return value;
});
