import type { FoundLoadBalancer } from "../domain/cloud.ts";
import type { Failure } from "../domain/failure.ts";
import type { Observed } from "../domain/observed.ts";
import type { ObservedStack } from "../domain/stack.ts";
import type { Json } from "../domain/template.ts";
import { manifestFindings } from "../manifest/manifest-findings.ts";
import type { ManifestText } from "./env-files.ts";
import { field, pathText } from "../manifest/shape/field-path.ts";
import type { Remark } from "../manifest/shape/report.ts";
import type { WorkloadManifest } from "../manifest/workload-manifest.ts";
import { isJsonList, isJsonMap } from "../template/json-pointer.ts";
import { templateJson } from "../template/template-json.ts";
import { type Coverage, covers, type LookUpAnswers, type LookUpNeeds } from "./look-ups.ts";
import { type Refusal, refusal } from "./placing.ts";

/** A workload with what was looked up for it, or why it cannot be deployed. */
export type LookedUp =
  | {
      readonly kind: "looked-up";
      /** With ids where subnets were named by tags. */
      readonly manifest: WorkloadManifest;
      readonly loadBalancer?: FoundLoadBalancer;
    }
  | Refusal;

/**
 * Puts what was looked up into the manifest and beside it. What is not there is found at its line; what could not be looked at holds
 * the workload until it can, for neither an empty list of subnets nor an unchecked certificate may be deployed.
 */
export function applyLookUps(
  manifest: WorkloadManifest,
  needs: LookUpNeeds | undefined,
  answers: LookUpAnswers | undefined,
  context: { readonly text: ManifestText; readonly deployed: ObservedStack | undefined },
): LookedUp {
  if (needs === undefined) return { kind: "looked-up", manifest };
  if (answers === undefined) throw new Error(`what ${manifest.name} needs was never looked up`);
  const unreadable = firstUnreadable(answers);
  if (unreadable !== undefined) return notLookedUp(manifest.name, unreadable);
  const { loadBalancer, subnets } = answers;
  if (loadBalancer?.kind === "absent") return missingLoadBalancer(needs, context.text);
  if (subnets?.kind === "absent") return missingSubnets(needs, context.text);
  const uncovered = needs.coverages.flatMap((coverage) => uncoveredBy(coverage, answers));
  if (uncovered.length > 0) return notCovered(uncovered, context.text);
  const ids = subnets === undefined ? undefined : inDeployedOrder(presentOf(subnets), context.deployed);
  return {
    kind: "looked-up",
    manifest: ids === undefined ? manifest : withSubnets(manifest, ids),
    ...(loadBalancer === undefined ? {} : { loadBalancer: presentOf(loadBalancer) }),
  };
}

function firstUnreadable({ loadBalancer, subnets, certificates }: LookUpAnswers): Failure | undefined {
  const all: readonly (Observed<unknown> | undefined)[] = [loadBalancer, subnets, ...certificates.values()];
  return all.find((answer) => answer?.kind === "unreadable")?.failure;
}

function notLookedUp(workload: string, failure: Failure): Refusal {
  const message = `what ${workload} needs could not be looked up: ${failure.message}`;
  return { kind: "refused", failure: { ...failure, message }, findings: [] };
}

function missingLoadBalancer({ loadBalancer = "" }: LookUpNeeds, text: ManifestText): Refusal {
  const remark: Remark = {
    code: "load-balancer-not-found",
    at: field(undefined, "http", "alb"),
    message: `http.alb is ${loadBalancer}, and the environment's account and region have no load balancer of that name or ARN.`,
  };
  const remedy = "Name a load balancer of the environment's account and region, by its name or ARN.";
  return refusal("LoadBalancerMissing", text.workload, manifestFindings(text.text, text, [remark]), remedy);
}

function missingSubnets({ subnetTags = {} }: LookUpNeeds, text: ManifestText): Refusal {
  const tags = Object.entries(subnetTags).map(([tag, values]) => `${tag}: ${values.join(" or ")}`);
  const remark: Remark = {
    code: "subnets-not-found",
    at: field(undefined, "network", "vpc", "placement", "subnets", "from_tags"),
    message: `No subnet of the environment's account and region has the tags of network.vpc.placement.subnets.from_tags (${tags.join(", ")}).`,
  };
  const remedy = "Correct the tags, or tag the subnets that are meant.";
  return refusal("SubnetsMissing", text.workload, manifestFindings(text.text, text, [remark]), remedy);
}

function uncoveredBy(coverage: Coverage, { certificates }: LookUpAnswers): readonly Remark[] {
  const names = coverage.certificates.flatMap((arn) => {
    const answer = certificates.get(arn);
    if (answer === undefined) throw new Error(`the certificate ${arn} was never looked up`);
    return answer.kind === "present" ? answer.value : [];
  });
  const gone = coverage.certificates.filter((arn) => certificates.get(arn)?.kind === "absent");
  return coverage.aliases
    .filter((alias) => !covers(names, alias))
    .map((alias) => ({
      code: "alias-not-covered",
      at: coverage.field,
      message: `${pathText(coverage.field)} has ${alias}, which no certificate covers that the environment imports (they cover ${names.length === 0 ? "nothing" : names.join(", ")})${gone.length === 0 ? "" : `; not found: ${gone.join(", ")}`}.`,
    }));
}

function notCovered(remarks: readonly Remark[], text: ManifestText): Refusal {
  const remedy =
    "Use a name that a certificate covers, or import one that covers this name into the environment.";
  return refusal("AliasNotCovered", text.workload, manifestFindings(text.text, text, remarks), remedy);
}

function presentOf<T>(answer: Observed<T>): T {
  if (answer.kind !== "present") throw new Error("an answer that is not present was taken for one");
  return answer.value;
}

function withSubnets(manifest: WorkloadManifest, ids: readonly string[]): WorkloadManifest {
  if (manifest.type === "Static Site") return manifest;
  const placement = { subnets: { kind: "ids", ids } } as const;
  return { ...manifest, network: { ...manifest.network, vpc: { ...manifest.network?.vpc, placement } } };
}

/** EC2 answers in no order, and Copilot deployed the one of its day: while the subnets are the same, so is their order. */
function inDeployedOrder(ids: readonly string[], deployed: ObservedStack | undefined): readonly string[] {
  if (deployed?.template.kind !== "read") return ids;
  return listOf(templateJson(deployed.template.template), new Set(ids)) ?? ids;
}

function listOf(value: Json, wanted: ReadonlySet<string>): readonly string[] | undefined {
  if (isJsonList(value)) {
    const texts = value.filter((item) => typeof item === "string");
    if (
      value.length === wanted.size &&
      new Set(texts).size === wanted.size &&
      texts.every((id) => wanted.has(id))
    )
      return texts;
  }
  const below = isJsonList(value) ? value : isJsonMap(value) ? Object.values(value) : [];
  for (const item of below) {
    const found = listOf(item, wanted);
    if (found !== undefined) return found;
  }
  return undefined;
}
