import type { Judged } from "../domain/judged.ts";
import type { PolicyCode, PolicyWaiver } from "../domain/policy.ts";

/** The waiver that lets a finding pass today; undefined when none does. */
export function waiverFor(
  waivers: readonly PolicyWaiver[],
  finding: { readonly rule: PolicyCode; readonly resource: string },
  { environment, workload }: Judged,
  today: string,
): PolicyWaiver | undefined {
  return waivers.find(
    (waiver) =>
      waiver.rule === finding.rule &&
      today < waiver.expires &&
      (waiver.environment === undefined || waiver.environment === environment) &&
      (waiver.workload === undefined || waiver.workload === workload) &&
      (waiver.resource === undefined || waiver.resource === finding.resource),
  );
}
