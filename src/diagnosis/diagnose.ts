import type { Diagnosis, Scene } from "../domain/diagnosis.ts";
import { type Sign, wordsOf } from "../domain/sign.ts";
import { type Cause, type Recognised, retryOf, subjectOf } from "./cause.ts";
import { causesFor } from "./causes.ts";
import { shorten } from "./shorten.ts";

/**
 * What the signs of a failing change mean, in one cause; undefined when none of them is a failure. The first resource that failed
 * decides, unless it is a service whose tasks know better, or only echoes something else.
 */
export function diagnose(signs: readonly Sign[], scene: Scene): Diagnosis | undefined {
  const readings = signs
    .flatMap((sign) => readingOf(sign, scene) ?? [])
    .toSorted((left, right) => left.sign.at.getTime() - right.sign.at.getTime());
  const chosen = choose(readings);
  if (chosen === undefined) return undefined;
  const same = readings.filter((reading) => reading.reason === chosen.reason);
  return {
    reason: chosen.reason,
    resource: chosen.resource,
    message: chosen.message,
    remedy: chosen.remedy,
    words: shorten(wordsOf(chosen.sign)),
    since: same[0]?.sign.at ?? chosen.sign.at,
    seen: same.length,
    tasks: same.filter(({ sign }) => sign.kind === "stopped-task").length,
  };
}

interface Reading extends Recognised {
  readonly reason: string;
  readonly rank: Cause["rank"] | "unknown";
  readonly sign: Sign;
}

function readingOf(sign: Sign, scene: Scene): Reading | undefined {
  for (const cause of causesFor(sign.kind)) {
    const found = cause.recognise(sign, scene);
    if (found !== undefined) return { ...found, reason: cause.reason, rank: cause.rank, sign };
  }
  return unnamed(sign, scene);
}

/** A failure in words that no cause has: it is told as AWS told it. */
function unnamed(sign: Sign, scene: Scene): Reading | undefined {
  const resource = subjectOf(sign, scene);
  const remedy = `Commit a change that mends it, or: ${retryOf(scene)}`;
  const reading = (reason: string, message: string): Reading => ({
    reason,
    rank: "unknown",
    sign,
    resource,
    message,
    remedy,
  });
  switch (sign.kind) {
    case "stack-event":
      return reading("StackOperationFailed", `${resource} (${sign.type}) failed`);
    case "stopped-task":
      return isScheduled(sign.stopCode)
        ? undefined
        : reading("TaskFailed", `a task of ${sign.service} stopped`);
    case "service-event":
      return /unable to|failed/i.test(sign.message)
        ? reading("TaskFailed", `ECS cannot bring up tasks of ${sign.service}`)
        : undefined;
    case "refusal":
      return reading("AwsRefused", `AWS refused to ${sign.doing}`);
    case "rollout":
      return reading("RolloutFailed", `ECS gave up the rollout of ${sign.service}`);
    case "unhealthy-target":
    case "log-line":
      return undefined;
  }
}

/** Tasks that ECS or a person stopped on purpose. */
function isScheduled(stopCode: string): boolean {
  return stopCode === "ServiceSchedulerInitiated" || stopCode === "UserInitiated";
}

/** A reason that says more exactly what another one says. */
const refinements: Readonly<Record<string, readonly string[]>> = {
  TargetBadAnswer: ["TargetNoAnswer"],
  ImagePlatform: ["ContainerExited"],
  DiskFull: ["ContainerExited"],
};

function choose(readings: readonly Reading[]): Reading | undefined {
  const failed = readings.find(
    ({ sign, rank }) => (sign.kind === "stack-event" || sign.kind === "refusal") && rank !== "symptom",
  );
  if (failed !== undefined && !(failed.rank === "unknown" && isService(failed.sign))) return failed;
  return (
    mostFrequent(readings.filter(({ rank, sign }) => rank === "cause" && sign.kind !== "stack-event")) ??
    failed ??
    mostFrequent(readings.filter(({ rank }) => rank === "unknown")) ??
    nearest(readings)
  );
}

function isService(sign: Sign): boolean {
  return sign.kind === "stack-event" && sign.type === "AWS::ECS::Service";
}

/** Of several causes the one that shows most often, and of its signs the one that names the thing best. */
function mostFrequent(readings: readonly Reading[]): Reading | undefined {
  const present = new Set(readings.map(({ reason }) => reason));
  const refined = new Set([...present].flatMap((reason) => refinements[reason] ?? []));
  const byReason = Map.groupBy(
    readings.filter(({ reason }) => !refined.has(reason)),
    ({ reason }) => reason,
  );
  const [most] = [...byReason.values()].toSorted((left, right) => right.length - left.length);
  return most?.find(({ sign }) => sign.kind === "stopped-task") ?? most?.[0];
}

/** Of symptoms that of a resource, which says where to look. */
function nearest(readings: readonly Reading[]): Reading | undefined {
  return (
    readings.find(({ reason }) => reason !== "Cancelled" && reason !== "NestedStackFailed") ?? readings[0]
  );
}
