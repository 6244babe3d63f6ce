import type { Paint } from "./paint.ts";

/** What is told of one thing that was looked at. */
export interface CheckLine {
  readonly area: string;
  readonly subject: string;
  readonly outcome: "ok" | "missing" | "off" | "unknown";
  readonly message: string;
  readonly details?: readonly string[];
  readonly remedy?: string;
}

/** A checkup for people: what is missing comes with the command that mends it. */
export function checkupText(checks: readonly CheckLine[], paint: Paint): string {
  const lines = checks.flatMap((check) => {
    const { area, subject, outcome, message, details = [], remedy } = check;
    return [
      `${mark(outcome, paint)} ${area} ${subject}: ${message}`,
      ...details.map((detail) => `      ${detail}`),
      ...(remedy === undefined || outcome === "ok" ? [] : [`    → ${remedy}`]),
    ];
  });
  return `${[...lines, checkupSum(checks)].join("\n")}\n`;
}

/** A checkup for machines. */
export function checkupJson(checks: readonly CheckLine[]): object {
  return {
    schemaVersion: 1,
    kind: "doctor",
    outcome: checks.some(({ outcome }) => outcome === "missing") ? "missing" : "ok",
    checks,
  };
}

function mark(outcome: CheckLine["outcome"], paint: Paint): string {
  switch (outcome) {
    case "ok":
      return paint.good("✓");
    case "missing":
      return paint.bad("✗");
    case "off":
      return paint.warn("-");
    case "unknown":
      return paint.warn("?");
  }
}

function checkupSum(checks: readonly CheckLine[]): string {
  const count = (wanted: CheckLine["outcome"]): number =>
    checks.filter(({ outcome }) => outcome === wanted).length;
  return `${count("ok")} in order, ${count("missing")} missing, ${count("off")} optional and off, ${count("unknown")} could not be found out.`;
}
