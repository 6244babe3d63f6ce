import type { Parameter } from "@aws-sdk/client-ssm";
import type { z } from "zod";
import type { Clock } from "../domain/clock.ts";
import { type Failure, failureOf } from "../domain/failure.ts";
import { type Observed, present, unreadable } from "../domain/observed.ts";
import { nothingRecorded, type RecordedState, type Records } from "../domain/records.ts";
import { lastWriters } from "./last-writers.ts";
import { listParameters } from "./list-parameters.ts";
import { currentRecords, folders, recordName, targetIn } from "./record-names.ts";
import { recordJson, recordShapes } from "./record-shapes.ts";
import { recordValue } from "./record-values.ts";
import { type KnownReleases, listReleases, readRelease, recordRelease } from "./releases.ts";
import { recentReleases, recordMessages } from "./release-messages.ts";
import { type Signer, signedBy } from "./signed-by.ts";
import type { Session, Sessions } from "./sessions.ts";
import { translateAwsError } from "./translate-error.ts";
import { deleteRecord, putRecord } from "./write-parameter.ts";

/**
 * Records in Parameter Store of the application's account (design.md 3). Under `/autoland/<application>/current/` stands one parameter per
 * thing, overwritten in place, which every pass reads; under `/autoland/<application>/releases/` what only a rollback reads. The
 * history of parameters is never looked at. Needs `ssm:GetParametersByPath`, `ssm:GetParameter`, `ssm:PutParameter` and
 * `ssm:DeleteParameter` there, and `ssm:DescribeParameters` to tell who decided.
 */
export function makeRecords(sessions: Sessions, clock: Clock): Records {
  const session = (): Session => sessions.application();
  const known: KnownReleases = new Map();
  return {
    read: (application, signal) => readCurrent(sessions, application, signal),
    record: (application, record, signal) => {
      // Whoever decides something does so now, by the clock of the process that writes it down.
      const now = isDecision(record.kind) ? { ...record, at: clock.now() } : record;
      return putRecord(session(), recordName(application, record), recordValue(now), signal);
    },
    forget: (application, name, signal) => deleteRecord(session(), recordName(application, name), signal),
    readRelease: (at, signal) => readRelease(session(), at, signal),
    recordRelease: (application, release, keep, signal) =>
      recordRelease(session(), application, release, { keep, known }, signal),
    listReleases: (application, environment, signal) =>
      listReleases(session(), application, environment, signal),
    recordMessages: (at, messages, signal) => recordMessages(session(), at, messages, signal),
    recentReleases: (application, environment, since, signal) =>
      recentReleases(session(), { application, environment, since }, signal),
  };
}

const decisions = [
  "retry",
  "approval",
  "suspension",
  "pin",
  "accepted-head",
  "redeployment",
] as const satisfies readonly Kind[];

type Kind = keyof typeof recordShapes;

function isDecision(kind: Kind): boolean {
  return (decisions as readonly Kind[]).includes(kind);
}

/** Those of which it matters who decided; asking costs a call. */
const signed: readonly Kind[] = ["approval", "suspension", "pin", "accepted-head"];

async function readCurrent(
  sessions: Sessions,
  application: string,
  signal?: AbortSignal,
): Promise<Observed<RecordedState>> {
  const root = currentRecords(application);
  const session = sessions.application();
  try {
    const found = (await listParameters(session, root, signal)).flatMap((parameter) =>
      named(root, parameter),
    );
    const needsWriters = found.some(({ kind }) => signed.includes(kind));
    const writers = needsWriters ? await writersOrNone(session, root, signal) : new Map<string, string>();
    // Only decisions that were made on a page need to know who the process is.
    const self = found.some(({ text }) => text.includes('"login"')) ? await sessions.self(signal) : undefined;
    const signer = (name: string): Signer => ({ writer: writers.get(name), self });
    return present(found.map((item) => read(item, signer(item.name))).reduce(joined, nothingRecorded));
  } catch (error) {
    return unreadable(failureOf(translateAwsError(error, `read the records under ${root}`)));
  }
}

/** Without the permission nobody is known to have decided anything; what needs to know says so. */
async function writersOrNone(
  session: Session,
  root: string,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  try {
    return await lastWriters(session, root, signal);
  } catch (error) {
    signal?.throwIfAborted();
    if (failureOf(error).reason === "AccessDenied") return new Map();
    throw error;
  }
}

interface Found {
  readonly name: string;
  readonly kind: Kind;
  /** Of the name, after the kind's folder. */
  readonly parts: readonly string[];
  readonly text: string;
}

const kinds: ReadonlyMap<string, Kind> = new Map(
  Object.entries(folders).map(([kind, folder]) => [folder, kind as Kind]),
);

/** A parameter in a folder that is not known may be a later version's, or somebody else's: it is not read. */
function named(root: string, { Name: name = "", Value: text = "" }: Parameter): readonly Found[] {
  const [folder = "", ...parts] = name.slice(root.length).split("/");
  const kind = kinds.get(folder);
  return kind === undefined || parts.length === 0 ? [] : [{ name, kind, parts, text }];
}

function read({ name, kind, parts, text }: Found, signer: Signer): Partial<RecordedState> {
  const target = targetIn(parts);
  const { environment } = target;
  const parsed = <K extends Kind>(
    of: K,
    then: (value: z.output<(typeof recordShapes)[K]>) => Partial<RecordedState>,
  ): Partial<RecordedState> => {
    const value = parse(recordShapes[of], text);
    if (value.kind === "understood") return then(value.value as z.output<(typeof recordShapes)[K]>);
    const isOfAll = kind === "suspension" && parts[0] === "application";
    const about = kind === "suspension" ? (parts[1] ?? "") : environment;
    return {
      unreadable: [{ ...(isOfAll ? {} : { environment: about }), failure: notUnderstood(name, value.why) }],
    };
  };
  switch (kind) {
    case "failed-creation":
      return parsed(kind, (value) => ({ failedCreations: [{ ...target, ...value }] }));
    case "retry":
      return parsed(kind, ({ login, ...value }) => ({
        retries: [{ ...target, ...value, ...signedBy(login, signer) }],
      }));
    case "redeployment":
      return parsed(kind, ({ login, ...value }) => ({
        redeployments: [{ ...target, ...value, ...signedBy(login, signer) }],
      }));
    case "approval":
      return parsed(kind, ({ login, ...value }) => ({
        approvals: [{ ...value, ...signedBy(login, signer), environment, plan: parts[1] ?? "" }],
      }));
    case "spent":
      return parsed(kind, ({ steps: groups }) => {
        const steps = groups.flatMap(({ at, steps: some }) => some.map((digest) => [digest, at] as const));
        return { spent: [{ environment, steps: Object.fromEntries(steps) }] };
      });
    case "suspension":
      return parsed(kind, ({ owner, until, login, ...value }) => ({
        suspensions: [
          {
            ...value,
            ...signedBy(login, signer),
            ...(owner === undefined ? {} : { owner }),
            ...(until === undefined ? {} : { until }),
            what:
              parts[0] === "application"
                ? { kind: "application" }
                : { kind: "target", ...targetIn(parts.slice(1)) },
          },
        ],
      }));
    case "pin":
      return parsed(kind, ({ reason, login, ...value }) => ({
        pins: [
          { ...value, ...signedBy(login, signer), environment, ...(reason === undefined ? {} : { reason }) },
        ],
      }));
    case "accepted-head":
      return parsed(kind, ({ login, ...value }) => ({
        acceptedHeads: [{ ...value, ...signedBy(login, signer), environment }],
      }));
    case "trail":
      return parsed(kind, ({ applied, arrivals }) => ({
        trails: [
          {
            environment,
            ...(applied === undefined ? {} : { applied }),
            arrivals: arrivals.map(({ commit, at, wellSince, gate }) => ({
              commit,
              at,
              ...(wellSince === undefined ? {} : { wellSince }),
              ...(gate === undefined ? {} : { gate }),
            })),
          },
        ],
      }));
    case "failed-updates":
      return parsed(kind, (value) => ({ failedUpdates: [{ ...target, ...value }] }));
    case "healings":
      return parsed(kind, (value) => ({ healings: [{ ...target, ...value }] }));
    case "drift-digest":
      return parsed(kind, (value) => ({ driftDigests: [value] }));
    case "open-change-set":
      return parsed(kind, (value) => ({ openChangeSets: [{ ...target, ...value }] }));
  }
}

function joined(left: RecordedState, right: Partial<RecordedState>): RecordedState {
  const keys = Object.keys(left) as (keyof RecordedState)[];
  return Object.fromEntries(
    keys.map((key) => [key, [...left[key], ...(right[key] ?? [])]]),
  ) as unknown as RecordedState;
}

type Parsed =
  | { readonly kind: "understood"; readonly value: unknown }
  | { readonly kind: "not-understood"; readonly why: string };

function parse(shape: z.ZodType, text: string): Parsed {
  let json: unknown;
  try {
    json = recordJson(text);
  } catch (error) {
    const why =
      error instanceof SyntaxError || !(error instanceof Error) ? "its value is not JSON" : error.message;
    return { kind: "not-understood", why };
  }
  const result = shape.safeParse(json);
  if (result.success) return { kind: "understood", value: result.data };
  const why = result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
  return { kind: "not-understood", why };
}

function notUnderstood(name: string, why: string): Failure {
  return {
    disposition: "stall",
    reason: "RecordUnreadable",
    message: `parameter ${name} does not hold a record that this version understands: ${why}`,
    remedy: `Look at it, and delete it with \`aws ssm delete-parameter --name ${name}\` once nobody needs it: what it decided must then be decided again.`,
  };
}
