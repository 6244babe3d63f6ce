const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/** Go's longest duration, in milliseconds. */
const longest = 2 ** 63 / 1e6;

/**
 * Reads a Go duration (`90s`, `1h30m`, `1.5s`, `-500ms`, `0`) as milliseconds; undefined for any other text.
 * https://pkg.go.dev/time#ParseDuration
 */
export function parseGoDuration(text: string): number | undefined {
  const match = /^([-+]?)(.+)$/s.exec(text);
  if (match === null) return undefined;
  const [, sign, rest = ""] = match;
  if (rest === "0") return 0;
  let total = 0;
  let read = 0;
  for (const part of rest.matchAll(/([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)/gy)) {
    total += Number(part[1]) * (units[part[2] ?? ""] ?? 0);
    read += part[0].length;
  }
  if (read !== rest.length || read === 0 || total >= longest) return undefined;
  return sign === "-" ? -total : total;
}
