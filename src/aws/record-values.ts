import type { NewRecord, Signed } from "../domain/records.ts";
import { written } from "./record-shapes.ts";

/** Of a cause in AWS's words: a standard parameter holds 4,096 bytes. */
const longestCause = 1_000;
const longestOfSeveral = 300;
const longestReason = 500;
const longestLogin = 100;

/** What is written into the parameter of a record: everything that its name does not say. */
export function recordValue(record: NewRecord): object {
  const { login } = record as Signed;
  return login === undefined
    ? contentOf(record)
    : { ...contentOf(record), login: login.slice(0, longestLogin) };
}

function contentOf(record: NewRecord): object {
  switch (record.kind) {
    case "failed-creation":
      return { digest: record.digest, at: written(record.at), cause: record.cause.slice(0, longestCause) };
    case "retry":
    case "redeployment":
      return { at: written(record.at) };
    case "approval": {
      const { commit, steps, classes } = record;
      return { at: written(record.at), until: written(record.until), commit, steps, classes };
    }
    case "spent":
      return {
        steps: [...Map.groupBy(Object.entries(record.steps), ([, at]) => written(at))].map(
          ([at, entries]) => ({ at, steps: entries.map(([digest]) => digest) }),
        ),
      };
    case "suspension":
      return {
        at: written(record.at),
        reason: record.reason.slice(0, longestReason),
        ...(record.owner === undefined ? {} : { owner: record.owner.slice(0, longestReason) }),
        ...(record.until === undefined ? {} : { until: written(record.until) }),
      };
    case "pin":
      return {
        at: written(record.at),
        commit: record.commit,
        ...(record.reason === undefined ? {} : { reason: record.reason.slice(0, longestReason) }),
      };
    case "accepted-head":
      return { at: written(record.at), commit: record.commit, instead: record.instead };
    case "trail": {
      const { applied, arrivals } = record;
      return {
        ...(applied === undefined ? {} : { applied: { ...applied, at: written(applied.at) } }),
        arrivals: arrivals.map(({ commit, at, wellSince, gate }) => ({
          commit,
          at: written(at),
          ...(wellSince === undefined ? {} : { wellSince: written(wellSince) }),
          ...(gate === undefined
            ? {}
            : { gate: { ...gate, at: written(gate.at), detail: gate.detail.slice(0, 80) } }),
        })),
      };
    }
    case "failed-updates":
      return {
        failures: record.failures.map(({ digest, at, cause }) => ({
          digest,
          at: written(at),
          cause: cause.slice(0, longestOfSeveral),
        })),
      };
    case "healings":
      return { healed: record.healed.map(written) };
    case "drift-digest":
      return { day: record.day, messages: record.messages };
    case "open-change-set": {
      const { stack, changeSetName, creates, at } = record;
      return { stack, changeSetName, creates, at: written(at) };
    }
  }
}
