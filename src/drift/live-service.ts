import type { Departure, DriftFinding } from "../domain/drift.ts";
import type { LiveFacts, LiveScaling, LiveService } from "../domain/drift-eyes.ts";
import type { StackId, TextMap } from "../domain/stack.ts";
import type { Target } from "../domain/target.ts";
import type { Json, Template, TemplateResource } from "../domain/template.ts";
import { partitionOf } from "../domain/partition.ts";
import { isJsonMap } from "../template/json-pointer.ts";
import { resolveResources } from "../template/resolve-resources.ts";
import { compareByMeaning } from "./compare-by-meaning.ts";
import { ownerOf } from "./ownership.ts";
import { shownValue } from "../template/shown-value.ts";

/** What was read directly, and the template that it should be like. */
export interface ReadDirectly {
  readonly target: Target;
  readonly stack: StackId;
  readonly template: Template;
  readonly parameters: TextMap;
  readonly facts: LiveFacts;
}

/** Differences of a service, of what scales it, and of secrets that are gone: seconds after they came about, without any detection. */
export function liveServiceFindings(read: ReadDirectly): readonly DriftFinding[] {
  const { account, region, name } = read.stack;
  const pseudo = {
    "AWS::AccountId": account,
    "AWS::Region": region,
    "AWS::StackName": name,
    "AWS::Partition": partitionOf(region),
  };
  const resources = resolveResources(read.template, { parameters: read.parameters, pseudo });
  return [
    ...serviceFindings(read, resources),
    ...scalingFindings(read, resources),
    ...[...read.facts.secrets].flatMap(([secret, found]) =>
      found.kind === "absent"
        ? [
            finding(read, "TaskDefinition", "AWS::ECS::TaskDefinition", {
              departure: "deleted",
              path: "/Secrets",
              expected: secret,
            }),
          ]
        : [],
    ),
  ];
}

/**
 * Whether a difference is in something that these facts tell, too: then they are what counts, and a comparison of some time ago is not.
 */
export function isReadDirectly(
  { subject, path, departure, expected = "" }: DriftFinding,
  facts: LiveFacts,
): boolean {
  if (subject.kind !== "resource") return false;
  const { service, scaling, secrets } = facts;
  const isWhole = departure === "deleted" && path === "";
  switch (subject.type) {
    case "AWS::ECS::Service":
      if (service.kind === "unreadable") return false;
      if (isWhole || service.kind === "absent") return true;
      return Object.hasOwn(seenOf(service.value), path.split("/")[1] ?? "");
    case "AWS::ApplicationAutoScaling::ScalableTarget":
      return (
        scaling.kind !== "unreadable" &&
        (isWhole || /^\/(?:MinCapacity|MaxCapacity|SuspendedState)/.test(path))
      );
    case "AWS::ApplicationAutoScaling::ScalingPolicy":
      return scaling.kind === "present" && (isWhole || path.endsWith("/TargetValue"));
    case "AWS::ECS::TaskDefinition":
      return path === "/Secrets" && departure === "deleted" && secrets.get(expected)?.kind === "present";
    default:
      return false;
  }
}

type Resources = ReadonlyMap<string, TemplateResource>;

function serviceFindings(read: ReadDirectly, resources: Resources): readonly DriftFinding[] {
  const { facts } = read;
  const [id, resource] = only(resources, "AWS::ECS::Service") ?? [];
  if (id === undefined || resource === undefined || facts.service.kind === "unreadable") return [];
  const type = resource.Type;
  if (facts.service.kind === "absent" || facts.service.value.status === "INACTIVE")
    return [finding(read, id, type, { departure: "deleted", path: "" })];
  const service = facts.service.value;
  const properties = resource.Properties ?? {};
  const scaling = facts.scaling.kind === "present" ? facts.scaling.value : undefined;
  const surroundings = {
    expected: properties,
    isScaled: scaling !== undefined || facts.scaling.kind === "unreadable",
    isDeploying: service.isDeploying,
    ...(scaling === undefined ? {} : { bounds: scaling }),
  };
  const wanted = { ...literals(properties), ...referredTo(properties, resources, facts) };
  const seen = seenOf(service);
  return Object.entries(wanted)
    .filter(([property]) => Object.hasOwn(seen, property))
    .flatMap(([property, expected]) =>
      compareByMeaning(expected, seen[property], { type, path: `/${property}` }),
    )
    .filter(
      (difference) =>
        difference.departure !== "added" && ownerOf(type, difference, surroundings) === undefined,
    )
    .map((difference) => finding(read, id, type, difference));
}

function seenOf({ properties, desiredCount, taskDefinition }: LiveService): Readonly<Record<string, Json>> {
  return { ...properties, DesiredCount: desiredCount, TaskDefinition: taskDefinition };
}

/** Properties that the template alone decides; those with a reference in them are somebody else's values. */
function literals(properties: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  const entries = Object.entries(properties).flatMap(([name, value]): [string, Json][] => {
    const kept = literal(value);
    return kept === undefined ? [] : [[name, kept]];
  });
  return Object.fromEntries(entries);
}

function literal(value: Json): Json | undefined {
  if (Array.isArray(value))
    return value.every((item: Json) => literal(item) !== undefined) ? value : undefined;
  if (!isJsonMap(value)) return value;
  const keys = Object.keys(value);
  if (keys.length === 1 && /^(?:Ref|Fn::.*)$/.test(keys[0] ?? "")) return undefined;
  const kept = Object.entries(value).flatMap(([key, item]): [string, Json][] => {
    const inner = literal(item);
    return inner === undefined ? [] : [[key, inner]];
  });
  return kept.length === 0 && keys.length > 0 ? undefined : Object.fromEntries(kept);
}

/** The task definition is the stack's own: its ARN is the physical id of what the template refers to. */
function referredTo(
  properties: Readonly<Record<string, Json>>,
  resources: Resources,
  { physicalIds }: LiveFacts,
): Readonly<Record<string, Json>> {
  const reference = properties["TaskDefinition"];
  const id = isJsonMap(reference) && typeof reference["Ref"] === "string" ? reference["Ref"] : undefined;
  const arn = id === undefined || resources.get(id) === undefined ? undefined : physicalIds[id];
  return arn === undefined ? {} : { TaskDefinition: arn };
}

function scalingFindings(read: ReadDirectly, resources: Resources): readonly DriftFinding[] {
  const { scaling, service } = read.facts;
  const [id, target] = only(resources, "AWS::ApplicationAutoScaling::ScalableTarget") ?? [];
  if (id === undefined || target === undefined || scaling.kind === "unreadable") return [];
  const type = target.Type;
  const isGone = service.kind !== "present" || service.value.status === "INACTIVE";
  if (scaling.kind === "absent")
    return isGone ? [] : [finding(read, id, type, { departure: "deleted", path: "" })];
  const { MinCapacity, MaxCapacity, SuspendedState } = target.Properties ?? {};
  const { minimum, maximum, suspended } = scaling.value;
  return [
    ...numberFinding(read, id, type, "/MinCapacity", MinCapacity, minimum),
    ...numberFinding(read, id, type, "/MaxCapacity", MaxCapacity, maximum),
    ...(suspended && SuspendedState === undefined
      ? [finding(read, id, type, { departure: "added", path: "/SuspendedState", actual: true })]
      : []),
    ...policyFindings(read, resources, scaling.value),
  ];
}

function policyFindings(
  read: ReadDirectly,
  resources: Resources,
  { policies }: LiveScaling,
): readonly DriftFinding[] {
  return [...resources].flatMap(([id, { Type: type, Properties: properties = {} }]) => {
    if (type !== "AWS::ApplicationAutoScaling::ScalingPolicy") return [];
    const name = nameOf(properties["PolicyName"], read.facts.physicalIds[id]);
    if (name === undefined) return [];
    if (!Object.hasOwn(policies, name)) return [finding(read, id, type, { departure: "deleted", path: "" })];
    const tracking = properties["TargetTrackingScalingPolicyConfiguration"];
    const wanted = isJsonMap(tracking) ? tracking["TargetValue"] : undefined;
    const path = "/TargetTrackingScalingPolicyConfiguration/TargetValue";
    return numberFinding(read, id, type, path, wanted, policies[name]);
  });
}

/** A policy's name, from the template where it says so, else from its ARN, `…:policyName/<name>`. */
function nameOf(written: Json | undefined, physicalId: string | undefined): string | undefined {
  return physicalId?.split(":policyName/")[1] ?? (typeof written === "string" ? written : undefined);
}

function numberFinding(
  read: ReadDirectly,
  id: string,
  type: string,
  path: string,
  expected: Json | undefined,
  actual: number | undefined,
): readonly DriftFinding[] {
  if (actual === undefined || (typeof expected !== "number" && typeof expected !== "string")) return [];
  return Number(expected) === actual
    ? []
    : [finding(read, id, type, { departure: "changed", path, expected, actual })];
}

function only(resources: Resources, type: string): readonly [string, TemplateResource] | undefined {
  return [...resources].find(([, resource]) => resource.Type === type);
}

function finding(
  { target, stack, facts }: ReadDirectly,
  logicalId: string,
  type: string,
  difference: {
    readonly departure: Departure;
    readonly path: string;
    readonly expected?: Json;
    readonly actual?: Json;
  },
): DriftFinding {
  const { departure, path } = difference;
  const [expected, actual] = [shownValue(difference.expected, path), shownValue(difference.actual, path)];
  const physicalId = facts.physicalIds[logicalId];
  return {
    ...target,
    layer: "live",
    stack,
    subject: { kind: "resource", logicalId, type, ...(physicalId === undefined ? {} : { physicalId }) },
    departure,
    path,
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
  };
}
