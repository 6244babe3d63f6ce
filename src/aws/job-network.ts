import { ReconcileError } from "../domain/failure.ts";
import type { JobRun } from "../domain/job-runs.ts";
import type { Json } from "../domain/template.ts";
import { isJsonList, isJsonMap } from "../template/json-pointer.ts";
import { resolveResources } from "../template/resolve-resources.ts";

/** In which cluster and network a job's tasks run. */
export interface JobNetwork {
  readonly cluster: string;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  readonly assignPublicIp: "ENABLED" | "DISABLED";
}

/**
 * Reads it from the values that the job's state machine is given, with what the environment's stack exports. Throws where one of them is
 * something that only CloudFormation can tell.
 */
export function jobNetwork(
  { job, template, parameters }: Pick<JobRun, "job" | "template" | "parameters">,
  exports: ReadonlyMap<string, string>,
): JobNetwork {
  const machine = resolveResources(template, { parameters, pseudo: {} }).get("StateMachine");
  const given = machine?.Properties?.["DefinitionSubstitutions"];
  if (!isJsonMap(given)) throw unclear(job, "it has no state machine, so that it is not a scheduled job");
  const texts = (name: string): readonly string[] =>
    textsOf(given[name] ?? "", exports, job).flatMap((text) => text.split('","'));
  const [cluster = ""] = texts("Cluster");
  return {
    cluster,
    subnets: texts("Subnets"),
    securityGroups: texts("SecurityGroups"),
    assignPublicIp: given["AssignPublicIp"] === "ENABLED" ? "ENABLED" : "DISABLED",
  };
}

function textsOf(value: Json, exports: ReadonlyMap<string, string>, job: string): readonly string[] {
  if (typeof value === "string") return [value];
  if (isJsonList(value)) return value.flatMap((item) => textsOf(item, exports, job));
  if (!isJsonMap(value)) throw unclear(job, `${JSON.stringify(value)} cannot be read`);
  const { "Fn::Join": joined, "Fn::Split": split, "Fn::ImportValue": imported, "Fn::Sub": sub } = value;
  if (isJsonList(joined)) return textsOf(joined[1] ?? [], exports, job);
  if (isJsonList(split)) {
    const [separator, list = ""] = split;
    return textsOf(list, exports, job).flatMap((text) =>
      text.split(typeof separator === "string" ? separator : ","),
    );
  }
  if (typeof sub === "string" && !sub.includes("${")) return [sub];
  if (imported !== undefined) {
    const [name = ""] = textsOf(imported, exports, job);
    const found = exports.get(name);
    if (found === undefined) throw unclear(job, `${name} is no export of the environment's stack`);
    return [found];
  }
  throw unclear(job, `${JSON.stringify(value)} is known to CloudFormation alone`);
}

function unclear(job: string, why: string): ReconcileError {
  return new ReconcileError({
    disposition: "stall",
    reason: "JobNetworkUnknown",
    message: `in which network tasks of ${job} run cannot be told: ${why}`,
    remedy: "Use a CodeBuild project instead: `before: { codebuild: { project: NAME } }`.",
  });
}
