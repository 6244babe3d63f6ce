import type { Breach, Evidence, Statement } from "./evidence.ts";
import { statement1 } from "./statement-1.ts";
import { statement10 } from "./statement-10.ts";
import { statement2 } from "./statement-2.ts";
import { statement3 } from "./statement-3.ts";
import { statement4 } from "./statement-4.ts";
import { statement5 } from "./statement-5.ts";
import { statement6 } from "./statement-6.ts";
import { statement7 } from "./statement-7.ts";
import { statement8 } from "./statement-8.ts";
import { statement9 } from "./statement-9.ts";

/** The ten things that always hold. */
export const statements: readonly Statement[] = [
  statement1,
  statement2,
  statement3,
  statement4,
  statement5,
  statement6,
  statement7,
  statement8,
  statement9,
  statement10,
];

/** Everything that breaks a statement, in the order in which it happened. */
export function breachesIn(evidence: readonly Evidence[]): readonly Breach[] {
  return statements
    .flatMap((statement) => statement.breaches(evidence))
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
}
