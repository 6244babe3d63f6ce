import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Json, Template } from "../../../src/domain/template.ts";
import { textIn } from "../../../src/simulator/resources/naming.ts";
import { isJsonList, isJsonMap } from "../../../src/template/json-pointer.ts";

/** A stack of the conformance kit: what Copilot renders for one case. */
export interface KitStack {
  readonly id: string;
  readonly kind: "workload" | "environment";
  /** Workload type, or `Environment`. */
  readonly type: string;
  readonly application: string;
  readonly environment: string;
  readonly name: string;
  readonly region: string;
  readonly template: Template;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly addons?: { readonly url: string; readonly text: string };
}

const root = path.resolve(process.env["AUTOLAND_CONFORMANCE"] ?? "../shared/conformance");

/** Why the kit's stacks cannot be tried here; undefined when they can. */
export const kitAbsent = existsSync(path.join(root, "workloads"))
  ? undefined
  : `no conformance kit at ${root}`;

/** Every template case of the kit, random ones included. */
export function kitStacks(): readonly KitStack[] {
  if (kitAbsent !== undefined) return [];
  return ["workloads", "environments", "fuzz/workloads", "fuzz/environments"].flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .sort()
      .filter((id) => existsSync(path.join(root, folder, id, "expected-template.yml")))
      .map((id) => readCase(path.join(root, folder, id), id)),
  );
}

interface CaseFile {
  readonly kind: "workload" | "environment";
  readonly workload_type?: string;
  readonly inputs: {
    readonly application: { readonly name: string };
    readonly environment: { readonly name: string };
    readonly runtime?: { readonly region: string | null; readonly addons_template_url: string | null };
    readonly addons_template_url?: string | null;
  };
}

function readCase(folder: string, id: string): KitStack {
  const text = (name: string): string => readFileSync(path.join(folder, name), "utf8");
  const { kind, workload_type: type, inputs } = JSON.parse(text("case.json")) as CaseFile;
  const params = JSON.parse(text("expected-params.json")) as {
    Parameters: Record<string, string>;
    Tags: Record<string, string>;
  };
  const application = inputs.application.name;
  const environment = inputs.environment.name;
  const workload = params.Parameters["WorkloadName"] ?? "";
  const url = inputs.runtime?.addons_template_url ?? inputs.addons_template_url ?? "";
  const addons = path.join(folder, "expected-addons-template.yml");
  return {
    id,
    kind,
    type: type ?? "Environment",
    application,
    environment,
    name: [application, environment, ...(workload === "" ? [] : [workload])].join("-"),
    region: inputs.runtime?.region ?? "us-west-2",
    template: deployable(JSON.parse(text("expected-template.normalized.json")) as Template),
    parameters: params.Parameters,
    tags: params.Tags,
    ...(url !== "" && existsSync(addons) ? { addons: { url, text: readFileSync(addons, "utf8") } } : {}),
  };
}

/**
 * Golden files leave the code of functions out, and their images and secrets are in nobody's account: functions get a code,
 * containers run an image of a public registry without secrets. What stacks do is the subject here, not what tasks need.
 * Hosted zones that manifests name are those of the domain that their records share, whichever id the case wrote.
 */
function deployable(template: Template): Template {
  const resources = Object.entries(template.Resources).map(([id, resource]) => {
    const properties = resource.Properties ?? {};
    const code: Json = properties["Code"] ?? { S3Bucket: "artifacts", S3Key: "function.zip" };
    if (resource.Type === "AWS::Lambda::Function") {
      return [id, { ...resource, Properties: { ...properties, Code: code } }];
    }
    const domain = domainOfNamedZone(resource);
    if (domain !== undefined) {
      return [id, { ...resource, Properties: { ...properties, HostedZoneId: zoneIdOf(domain) } }];
    }
    const containers = properties["ContainerDefinitions"];
    if (resource.Type !== "AWS::ECS::TaskDefinition" || !isJsonList(containers)) return [id, resource];
    const ContainerDefinitions = containers.map((container) => {
      if (!isJsonMap(container) || container["Name"] === undefined) return container;
      const { Secrets: _secrets, LogConfiguration: _log, ...rest } = container;
      return { ...rest, Image: "public.ecr.aws/nginx/nginx:1.27" };
    });
    return [id, { ...resource, Properties: { ...properties, ContainerDefinitions } }];
  });
  return { ...template, Resources: Object.fromEntries(resources) };
}

/** The domain that the records of a group share, where the group's hosted zone is named by an id. */
export function domainOfNamedZone({ Type, Properties }: Template["Resources"][string]): string | undefined {
  const zone = Properties?.["HostedZoneId"];
  const records = Properties?.["RecordSets"];
  if (Type !== "AWS::Route53::RecordSetGroup" || typeof zone !== "string" || !isJsonList(records))
    return undefined;
  const names = records.map((record) => (isJsonMap(record) ? textIn(record, "Name") : ""));
  const [first = [], ...others] = names.map((name) => name.split(".").toReversed());
  const shared = first.filter((label, index) => others.every((other) => other[index] === label));
  return shared
    .filter((label) => label !== "*")
    .toReversed()
    .join(".");
}

/** The id of the zone of a domain. */
export function zoneIdOf(domain: string): string {
  return `Z${domain.toUpperCase().replaceAll(/[^A-Z0-9]/g, "0")}`;
}
