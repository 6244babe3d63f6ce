import type { Scene } from "../domain/diagnosis.ts";
import { type Sign, wordsOf } from "../domain/sign.ts";

/** A sort of failure: how AWS words it, what is at fault, and what a person does about it. */
export interface Cause {
  /** PascalCase and stable. */
  readonly reason: string;
  /** What it is, for the table in docs/failures.md. */
  readonly title: string;
  /** A `symptom` says that something else failed: it is told only where no cause is seen. */
  readonly rank: "cause" | "symptom";
  /** What AWS writes, with the place where that is documented or was seen. */
  readonly examples: readonly CauseExample[];
  readonly recognise: (sign: Sign, scene: Scene) => Recognised | undefined;
}

/** AWS's words for a cause. */
export interface CauseExample {
  readonly kind: Sign["kind"];
  readonly words: string;
  /** For a stopped container. */
  readonly exitCode?: number;
  readonly source: string;
}

/** A cause found in a sign. */
export interface Recognised {
  readonly resource: string;
  /** A sentence without a full stop. */
  readonly message: string;
  readonly remedy: string;
}

/** A recogniser by words: the first pattern that the sign's text matches, and what is made of the match. */
export function saying(
  patterns: readonly RegExp[],
  build: (match: RegExpExecArray, sign: Sign, scene: Scene) => Recognised,
): Cause["recognise"] {
  return (sign, scene) => {
    const words = wordsOf(sign);
    for (const pattern of patterns) {
      const match = pattern.exec(words);
      if (match !== null) return build(match, sign, scene);
    }
    return undefined;
  };
}

/** The thing that a sign is about, where its words name nothing closer. */
export function subjectOf(sign: Sign, scene: Scene): string {
  switch (sign.kind) {
    case "stack-event":
      return sign.resource.length === 0 ? scene.stack : sign.resource.join("/");
    case "stopped-task":
      return guiltyContainer(sign)?.name ?? sign.service;
    case "service-event":
    case "rollout":
      return sign.service;
    case "unhealthy-target":
      return sign.targetGroup;
    case "log-line":
      return sign.container;
    case "refusal":
      return scene.stack;
  }
}

type StoppedTask = Extract<Sign, { kind: "stopped-task" }>;

/** The container that ended a task: one that says why, else one that ended badly, else the only one. */
export function guiltyContainer(sign: StoppedTask): StoppedTask["containers"][number] | undefined {
  const { containers } = sign;
  return (
    containers.find(({ reason }) => reason !== undefined) ??
    containers.find(({ exitCode }) => exitCode !== undefined && exitCode !== 0) ??
    containers.find(({ health }) => health === "UNHEALTHY") ??
    (containers.length === 1 ? containers[0] : undefined)
  );
}

/** The manifest that a person would edit. */
export function manifestOf(scene: Scene): string {
  return scene.workload === undefined
    ? `copilot/environments/${scene.environment}/manifest.yml`
    : `copilot/${scene.workload}/manifest.yml`;
}

/** The command that asks for another try. */
export function retryOf(scene: Scene): string {
  return `autoland retry ${scene.environment}${scene.workload === undefined ? "" : `/${scene.workload}`}`;
}
