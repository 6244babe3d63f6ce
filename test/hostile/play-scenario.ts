import { policyOf } from "../../src/config/policy-config.ts";
import type { Held } from "../../src/domain/plan.ts";
import type { Reason, StepOutcome } from "../../src/domain/report.ts";
import { writesSince } from "../support/aws-world.ts";
import type { FileChanges } from "../support/memory-source.ts";
import { openAdoptedShop, shopFiles } from "../support/shop.ts";
import type { HostileScenario } from "./scenario.ts";

/** What came of a scenario, seen in what AWS was asked and in the plan. */
export interface Played {
  readonly scenario: HostileScenario;
  /** Whether it ended as the scenario expects. */
  readonly isAsExpected: boolean;
  /** Why not, or how it was stopped: a sentence. */
  readonly how: string;
  readonly held: readonly Held[];
}

/** Reasons with which Autoland refuses what a commit says, as opposed to waiting for something. */
const refusals = new Set([
  "AddonsInvalid",
  "CannotRender",
  "DataAtRisk",
  "FileMissing",
  "ManifestInvalid",
  "PolicyViolation",
  "WorkspaceInvalid",
]);

/**
 * Commits the scenario's files to the shop, which stands in sync in a simulated AWS, and lets Autoland pass over it with every
 * environment in mode `apply`.
 */
export async function playScenario(scenario: HostileScenario): Promise<Played> {
  const shop = await openAdoptedShop();
  const branch = scenario.environment === "develop" ? "develop" : "release";
  shop.source.commit(branch, changesOf(scenario));
  const calls = shop.world.log.records.length;
  const report = await shop.sync({
    ...shop.subject(),
    policy: policyOf(scenario.policy),
    otherApplications: scenario.otherApplications,
  });
  const plan = report.plan.environments.find(({ environment }) => environment === scenario.environment);
  const isMeant = ({ workload }: { readonly workload?: string }): boolean =>
    scenario.workload === undefined || workload === undefined || workload === scenario.workload;
  const held = [
    ...(plan?.held ?? []),
    ...report.outcomes
      .filter(({ step }) => step.environment === scenario.environment)
      .flatMap((outcome) => stoppedByPolicy(outcome, report.reasons)),
  ].filter(isMeant);
  const refused = held.filter(({ reason }) => refusals.has(reason));
  if (scenario.expect.outcome === "passes") {
    const isPlanned = plan?.steps.some(({ workload }) => workload === scenario.workload) === true;
    const isWaiting = held.some(({ reason }) => !refusals.has(reason));
    const isAsExpected = refused.length === 0 && (isPlanned || isWaiting);
    return { scenario, isAsExpected, how: refused[0] === undefined ? "passes" : said(refused[0]), held };
  }
  const writes = writesSince(shop.world, calls);
  const fault = faultOf(scenario.expect, refused, writes);
  const how = fault ?? refused.map(said).join("; ");
  return { scenario, isAsExpected: fault === undefined, how, held };
}

/** A planned step that policy stops until a person approves exactly it; nobody does so here. */
function stoppedByPolicy(outcome: StepOutcome, reasons: readonly Reason[]): readonly Held[] {
  if (outcome.kind !== "skipped" || outcome.reason !== "PolicyViolation") return [];
  const { environment, workload } = outcome.step;
  const told = reasons.find(
    (reason) =>
      reason.reason === outcome.reason &&
      reason.environment === environment &&
      (reason.workload === undefined || reason.workload === workload),
  );
  return [
    {
      environment,
      ...(workload === undefined ? {} : { workload }),
      reason: outcome.reason,
      message: outcome.because,
      ...(told?.remedy === undefined ? {} : { remedy: told.remedy }),
      findings: "asks" in outcome.step ? (outcome.step.asks ?? []) : [],
    },
  ];
}

function faultOf(
  expected: Extract<HostileScenario["expect"], { outcome: "stopped" }>,
  refused: readonly Held[],
  writes: readonly string[],
): string | undefined {
  if (writes.length > 0) return `AWS was written to: ${[...new Set(writes)].join(", ")}`;
  if (refused.length === 0) return "it was not stopped";
  const found = refused.find(({ reason }) => reason === expected.reason);
  if (found === undefined)
    return `it was stopped by ${refused.map(said).join("; ")} instead of ${expected.reason}`;
  const codes = refused.flatMap(({ findings }) => findings.map(({ code }) => code));
  const missing = expected.rules.filter((rule) => !codes.includes(rule));
  if (missing.length > 0) return `${missing.join(", ")} found nothing; found was ${said(found)}`;
  if (found.remedy === undefined) return `${found.reason} does not say what to do`;
  const lost = found.findings.find(({ place }) => place.file === "");
  return lost === undefined ? undefined : `${lost.code} does not say where`;
}

function said({ reason, message, findings }: Held): string {
  const codes = [...new Set(findings.map(({ code }) => code))].join(", ");
  return `${reason}${codes === "" ? "" : ` (${codes})`}: ${message}`;
}

function changesOf({ files }: HostileScenario): FileChanges {
  return Object.fromEntries(
    Object.entries(files).map(([file, content]) => {
      if (content === null || typeof content === "string") return [file, content];
      if ("append" in content) return [file, `${shopFiles[file] ?? ""}${content.append}`];
      return [file, content];
    }),
  );
}
