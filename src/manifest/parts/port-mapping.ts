import type { FieldPath } from "../shape/field-path.ts";
import { alternatives } from "../shape/report.ts";
import type { Report } from "../shape/report.ts";

/** A port and, where it is given, a protocol in capitals; or why a text is none. */
export type PortMapping =
  | { readonly kind: "read"; readonly port: number; readonly protocol?: string }
  | {
      readonly kind: "unreadable";
      readonly code: "invalid-format" | "out-of-range";
      readonly message: string;
    };

/** Reads `9000` or `9000/udp`. */
export function portMapping(text: string): PortMapping {
  const [port = "", protocol, ...more] = text.split("/");
  if (more.length > 0 || !/^[0-9]+$/.test(port)) {
    const message = `${text} is no port; write it as 9000 or 9000/tcp.`;
    return { kind: "unreadable", code: "invalid-format", message };
  }
  if (Number(port) > 65_535) {
    return { kind: "unreadable", code: "out-of-range", message: `${port} is no port; the highest is 65535.` };
  }
  return {
    kind: "read",
    port: Number(port),
    ...(protocol === undefined ? {} : { protocol: protocol.toUpperCase() }),
  };
}

/** Reports a text that is no port, or whose protocol is none of those that can stand here; the protocol is looked at first. */
export function checkPortMapping(
  text: string,
  at: FieldPath,
  rules: { readonly protocols: readonly string[]; readonly use: string },
  report: Report,
): void {
  const [, protocol, ...more] = text.split("/");
  if (protocol !== undefined && more.length === 0 && !rules.protocols.includes(protocol.toUpperCase())) {
    const message = `The protocol of ${text} is not one that ${rules.use}; use ${alternatives(rules.protocols)}.`;
    report({ code: "invalid-enum-value", at, message });
    return;
  }
  const mapping = portMapping(text);
  if (mapping.kind === "unreadable") report({ code: mapping.code, at, message: mapping.message });
}
