import type { FieldPath } from "../shape/field-path.ts";
import type { Report } from "../shape/report.ts";

/** Reports a text that is no block of addresses. */
export function checkCidr(block: string, at: FieldPath, report: Report): void {
  if (isCidr(block)) return;
  const message = `${block} is no block of addresses; write it as 10.0.0.0/16 or 2001:db8::/32, a single address with /32.`;
  report({ code: "invalid-cidr", at, message });
}

/** Whether a text is an IPv4 or IPv6 block of addresses (RFC 4632, RFC 4291), as Go reads it. */
export function isCidr(block: string): boolean {
  const match = /^([^/]+)\/([0-9]{1,3})$/.exec(block);
  if (match === null) return false;
  const [, address = "", bits = ""] = match;
  if (bits.length > 1 && bits.startsWith("0")) return false;
  if (isIpv4(address)) return Number(bits) <= 32;
  return isIpv6(address) && Number(bits) <= 128;
}

function isIpv4(address: string): boolean {
  const parts = address.split(".");
  return (
    parts.length === 4 && parts.every((part) => /^(0|[1-9][0-9]{0,2})$/.test(part) && Number(part) <= 255)
  );
}

function isIpv6(address: string): boolean {
  const halves = address.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1);
  const embedded = last !== undefined && isIpv4(last) ? 1 : 0;
  const plain = embedded === 1 ? groups.slice(0, -1) : groups;
  if (!plain.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  const size = groups.length + embedded;
  return halves.length === 2 ? size < 8 : size === 8;
}
