import type { Report } from "../domain/report.ts";
import { assessHealth } from "./assess-health.ts";
import type { Eyes } from "./eyes.ts";
import { gatherEvidence } from "./gather-evidence.ts";
import { judge } from "./judge.ts";
import { look } from "./look.ts";
import type { Subject } from "./subject.ts";

/** Where an application stands and why it is not further, without changing anything: a sync up to the point where it would begin. */
export async function seeStatus(
  eyes: Eyes,
  subject: Subject,
  signal: AbortSignal,
): Promise<Pick<Report, "plan" | "health" | "reasons">> {
  const seen = await look(eyes, subject, signal);
  const health = await assessHealth(eyes.cloud, seen, [], signal);
  const { reasons } = judge(subject, seen, health, await gatherEvidence(eyes, subject, seen, signal));
  return { plan: seen.plan, health, reasons };
}
