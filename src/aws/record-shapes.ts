import { z } from "zod";
import { type CommitSha, commitSha } from "../domain/revision.ts";
import { type StackName, stackName } from "../domain/stack.ts";

/** The version of every shape here; a record of another one is not understood and holds what it is about. */
export const recordVersion = 1;

/** The JSON of a record's text. Throws for what is no JSON, or has another version. */
export function recordJson(text: string): unknown {
  const json: unknown = JSON.parse(text);
  const version =
    typeof json === "object" && json !== null && "schemaVersion" in json ? json.schemaVersion : undefined;
  if (version !== recordVersion)
    throw new Error(
      `its schemaVersion is ${version === undefined ? "missing" : JSON.stringify(version)}, not ${recordVersion}`,
    );
  return json;
}

const at = z.iso.datetime().transform((text) => new Date(text));
const commit = z
  .string()
  .regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/)
  .transform((text): CommitSha => commitSha(text));

/** A date in a record. */
export function written(date: Date): string {
  return date.toISOString();
}

/** The login of the page that a decision was made on. */
const login = z.string().optional();

/** What the text of each kind of record holds, besides what its name says. Fields may be added; unknown ones are let be. */
export const recordShapes = {
  "failed-creation": z.object({ digest: z.string(), at, cause: z.string() }),
  retry: z.object({ at, login }),
  redeployment: z.object({ at, login }),
  approval: z.object({
    at,
    until: at,
    commit,
    steps: z.record(z.string(), z.array(z.string().regex(/^[0-9a-f]{32}$/))),
    classes: z.array(z.string()),
    login,
  }),
  // Grouped by their time, so that a hundred fit into a parameter.
  spent: z.object({ steps: z.array(z.object({ at, steps: z.array(z.string()) })) }),
  suspension: z.object({
    at,
    reason: z.string(),
    owner: z.string().optional(),
    until: at.optional(),
    login,
  }),
  pin: z.object({ at, commit, reason: z.string().optional(), login }),
  "accepted-head": z.object({ at, commit, instead: commit, login }),
  trail: z.object({
    applied: z.object({ commit, at, failed: z.boolean() }).optional(),
    arrivals: z.array(
      z.object({
        commit,
        at,
        wellSince: at.optional(),
        gate: z.object({ passed: z.boolean(), at, detail: z.string() }).optional(),
      }),
    ),
  }),
  "failed-updates": z.object({
    failures: z.array(z.object({ digest: z.string().regex(/^[0-9a-f]{32}$/), at, cause: z.string() })),
  }),
  "open-change-set": z.object({
    stack: z.object({
      account: z.string(),
      region: z.string(),
      name: z.string().transform((text): StackName => stackName(text)),
    }),
    changeSetName: z.string(),
    creates: z.boolean(),
    at,
  }),
  healings: z.object({ healed: z.array(at) }),
  "drift-digest": z.object({ day: z.string(), messages: z.record(z.string(), z.string()) }),
} as const;

const releasedWorkloads = z.record(
  z.string(),
  z.object({ stack: z.string(), images: z.record(z.string(), z.string()) }),
);

/** The first part of a release; what does not fit stands in further parts. */
export const releaseHead = z.object({
  branch: z.string(),
  startedAt: at,
  endedAt: at,
  outcome: z.enum(["deployed", "failed"]),
  /** As many as find room; earlier versions have written all of them into further parts. */
  workloads: releasedWorkloads.optional(),
  /** How many further parts there are. */
  parts: z.int().nonnegative(),
});

/** What was said about a release elsewhere. */
export const releaseMessages = z.object({ messages: z.record(z.string(), z.string()) });

/** A further part of a release. */
export const releasePart = z.object({ workloads: releasedWorkloads });
