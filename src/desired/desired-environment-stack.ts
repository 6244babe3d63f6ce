import type { DesiredEnvironmentStack, DesiredStack } from "../domain/desired.ts";
import type { Failure } from "../domain/failure.ts";
import type { Finding } from "../domain/finding.ts";
import type { Observed } from "../domain/observed.ts";
import { partitionOf } from "../domain/partition.ts";
import type { ObservedStack, StackContent } from "../domain/stack.ts";
import { environmentStackName } from "../domain/stack-names.ts";
import type { Template } from "../domain/template.ts";
import { sharedParameters } from "../render/environment/environment-parameters.ts";
import { renderEnvironment } from "../render/environment/render-environment.ts";
import type { AddonsInputs, EnvironmentInputs, RenderedStack } from "../render/inputs.ts";
import type { RenderFault } from "../render/refusal.ts";
import { stackDigest, withoutKept } from "../template/stack-digest.ts";
import { withStamp } from "../template/stamp.ts";
import type { Overrides } from "../workspace/workspace.ts";
import { applicationInputs } from "./application-inputs.ts";
import { applyOverrides } from "./apply-overrides.ts";
import type { FileAnswer, FileQuestion } from "./commit-files.ts";
import { deployedManifest } from "./deployed-environment.ts";
import { functionCode, pointsAt } from "./function-code.ts";
import { renderedEnvironment } from "./rendered-lately.ts";
import { placeAddons } from "./placed-addons.ts";
import { judgedStack } from "./judged-parts.ts";
import { type EnvironmentRead, environmentsFolder, restrictions } from "./read-environment.ts";
import type { Surroundings } from "./surroundings.ts";
import { isBootstrap, templateVersion, versionBeyondOurs } from "./template-version.ts";

/** What was found out for an environment's own stack. */
export interface EnvironmentAnswers {
  readonly files: ReadonlyMap<FileQuestion, FileAnswer>;
  /** Ids of the prefix list of CloudFront's addresses; undefined when it is not needed. */
  readonly prefixLists: Observed<readonly string[]> | undefined;
}

/** Everything that an environment's own stack is made of. */
export interface EnvironmentWish {
  readonly name: string;
  readonly read: EnvironmentRead;
  readonly overrides: Overrides;
  readonly deployed: ObservedStack;
}

/**
 * Renders an environment's own stack for deployment: Copilot's, with a supported Lambda runtime, our functions, and a stamp (design.md
 * 8). The six parameters that workloads change are kept as they are by then (design.md 6).
 */
export function desiredEnvironmentStack(
  surroundings: Surroundings,
  wish: EnvironmentWish,
  answers: EnvironmentAnswers,
): DesiredEnvironmentStack {
  const { read } = wish;
  if (read.kind === "not-in-git") return read;
  if (read.kind === "not-read") return notRendered(read.failure, read.findings);
  const beyond = versionBeyondOurs(wish.deployed);
  if (beyond !== undefined) return notRendered(newerTemplate(wish.name, beyond));
  const prefixLists = prefixListIds(wish.name, answers.prefixLists);
  if (prefixLists.kind === "missing") return notRendered(prefixLists.failure);
  const place = { bucket: surroundings.regional.artifactBucket, region: surroundings.region };
  const addons = placeAddons(environmentsFolder, read.addons, answers.files, place);
  if (addons.kind === "refused") return notRendered(addons.failure, addons.findings);
  const code = functionCode(surroundings, "Environment");
  const inputs: EnvironmentInputs = {
    ...commonInputs(surroundings, wish),
    functionCode: code.locations,
    cidrPrefixListIds: prefixLists.ids,
    publicLoadBalancerSourceIps: restrictions(read.manifest)?.source_ips ?? [],
    manifestText: read.manifestText,
    ...addonsOf(addons.value),
  };
  const deployable = renderedEnvironment(read.manifest, inputs, surroundings.region);
  if (deployable.kind === "refused") return notRendered(cannotRender(wish.name, deployable.faults));
  const overridden = applyOverrides(deployable.stack, wish.overrides, []);
  if (overridden.kind === "refused") return notRendered(cannotRender(wish.name, overridden.faults));
  const { template } = overridden.stack;
  const artifacts = code.artifacts.filter(({ key }) => pointsAt(template, key));
  const judged = judgedStack({
    surroundings,
    environment: wish.name,
    files: {
      manifest: read.file,
      overrides: wish.overrides,
      addons: read.addons.kind === "merged" ? read.addons.templates : [],
    },
    stack: overridden.stack,
    own: deployable.stack.template,
    addons: addons.value,
    artifacts: addons.artifacts,
  });
  if ("reason" in judged) return notRendered(judged);
  return {
    kind: "rendered",
    stack: {
      ...stackOf(surroundings, wish, overridden.stack),
      deployedToday: () => deployedToday(wish, inputs),
      artifacts: [...artifacts, ...addons.artifacts],
    },
    judged,
    warnings: [
      ...read.warnings,
      ...deployable.unheeded.map(({ code: fault, field, message }) => ({
        code: fault,
        severity: "warning" as const,
        place: { file: read.file.path, line: 1, column: 1 },
        field,
        message,
      })),
    ],
  };
}

/** The manifest that is deployed, with today's templates and everything else as the commit has it. */
function deployedToday(
  { deployed, overrides }: EnvironmentWish,
  inputs: EnvironmentInputs,
): StackContent | undefined {
  const manifest = deployedManifest(deployed);
  if (manifest === undefined) return undefined;
  const sources = restrictions(manifest)?.source_ips ?? [];
  const rendered = renderEnvironment(manifest, { ...inputs, publicLoadBalancerSourceIps: sources });
  if (rendered.kind === "refused") return undefined;
  const patched = applyOverrides(rendered.stack, overrides, []);
  return patched.kind === "rendered" ? patched.stack : undefined;
}

function addonsOf(addons: AddonsInputs | undefined): Pick<EnvironmentInputs, "addons"> {
  return addons === undefined ? {} : { addons };
}

function commonInputs(
  { application, regional, region, functions }: Surroundings,
  { name, deployed }: EnvironmentWish,
): Pick<
  EnvironmentInputs,
  | "application"
  | "name"
  | "artifactBucketArn"
  | "artifactKeyArn"
  | "functionRuntime"
  | "templateVersion"
  | "additionalTags"
  | "forceUpdateId"
  | "deployedParameters"
> {
  const forced = deployed.outputs["LastForceDeployID"] ?? "";
  return {
    application: applicationInputs(application, region),
    name,
    artifactBucketArn: `arn:${partitionOf(region)}:s3:::${regional.artifactBucket}`,
    artifactKeyArn: regional.artifactKeyArn,
    functionRuntime: functions.runtime,
    templateVersion,
    additionalTags: {},
    ...(forced === "" ? {} : { forceUpdateId: forced }),
    ...(isBootstrap(deployed) ? {} : { deployedParameters: deployed.parameters }),
  };
}

function stackOf(
  { application, account, region, regional, executionRoleArn, revision }: Surroundings,
  { name, deployed }: EnvironmentWish,
  { template, parameters, tags }: RenderedStack,
): Omit<DesiredStack, "artifacts"> {
  const { repository, branch, commit } = revision;
  const digest = stackDigest(template, withoutKept(parameters, sharedParameters), tags);
  return {
    id: { account, region, name: environmentStackName(application.name, name) },
    roleArn: executionRoleArn,
    template: withStamp(template, { repository, branch, commit, digest }),
    parameters,
    kept: keptParameters(deployed, template),
    tags,
    bucket: regional.artifactBucket,
    digest,
  };
}

/** CloudFormation can keep the value only of a parameter that the deployed template has; the others begin as empty text. */
function keptParameters({ template: deployed }: ObservedStack, template: Template): readonly string[] {
  if (deployed.kind !== "read") return [];
  const [before, after] = [deployed.template.Parameters ?? {}, template.Parameters ?? {}];
  return sharedParameters.filter((name) => Object.hasOwn(before, name) && Object.hasOwn(after, name));
}

type PrefixLists =
  | { readonly kind: "found"; readonly ids: readonly string[] }
  | { readonly kind: "missing"; readonly failure: Failure };

function prefixListIds(environment: string, answer: EnvironmentAnswers["prefixLists"]): PrefixLists {
  switch (answer?.kind) {
    case undefined:
      return { kind: "found", ids: [] };
    case "present":
      return { kind: "found", ids: answer.value };
    case "absent":
      return {
        kind: "missing",
        failure: {
          disposition: "stall",
          reason: "PrefixListMissing",
          message: `${environment} lets only CloudFront reach its load balancer, and its region has no prefix list of CloudFront's addresses`,
          remedy: "Take http.public.ingress.cdn out of the environment's manifest, or use another region.",
        },
      };
    case "unreadable": {
      const message = `CloudFront's prefix list, which ${environment} needs, could not be looked up: ${answer.failure.message}`;
      return { kind: "missing", failure: { ...answer.failure, message } };
    }
  }
}

function cannotRender(environment: string, faults: readonly RenderFault[]): Failure {
  const remedy = faults.find((fault) => fault.remedy !== undefined)?.remedy;
  return {
    disposition: "stall",
    reason: "CannotRender",
    message: `environment ${environment} cannot be rendered: ${faults.map((fault) => fault.message).join("; ")}`,
    ...(remedy === undefined ? {} : { remedy }),
  };
}

/** What a newer template has and ours does not would be taken away; workloads read from the version what the environment can do. */
function newerTemplate(environment: string, version: string): Failure {
  return {
    disposition: "stall",
    reason: "TemplateNewer",
    message: `environment ${environment} was deployed by Copilot ${version}, and Autoland's templates are those of ${templateVersion}: its own stack is left as it is`,
    remedy: `Deploy it with Copilot ${templateVersion} and --allow-downgrade first, or use a newer Autoland.`,
  };
}

function notRendered(failure: Failure, findings: readonly Finding[] = []): DesiredEnvironmentStack {
  return { kind: "not-rendered", failure, findings };
}
