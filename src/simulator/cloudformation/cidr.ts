/**
 * `Fn::Cidr` for IPv4: so many blocks of `2^bits` addresses from the start of a block.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-cidr.html
 */
export function cidrBlocks(block: string, count: number, bits: number): readonly string[] {
  const [address = "", prefix = "32"] = block.split("/");
  const base = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** bits;
  const masked = base - (base % 2 ** (32 - Number(prefix)));
  return Array.from({ length: count }, (_, index) => `${dotted(masked + index * size)}/${32 - bits}`);
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}
