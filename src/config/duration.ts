/** The spelling of a duration: a whole number and a unit. */
export const durationPattern = /^(\d{1,9})(s|m|h)$/;

/** `30s`, `5m` or `1h` in milliseconds. Undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = durationPattern.exec(text) ?? [];
  const factor = unit === undefined ? undefined : milliseconds[unit];
  return factor === undefined ? undefined : Number(amount) * factor;
}

const milliseconds: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };
