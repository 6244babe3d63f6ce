import type { Records } from "../domain/records.ts";
import type { Messages } from "../domain/release.ts";
import type { DriftDigest } from "../notify/drift-digest.ts";
import { type Deployment, deploymentKey } from "../notify/deployment.ts";

/** Where it is written down what was said of a deployment, so that a later process goes on there. */
export interface MessageBook {
  /** What is known of a channel's message of a deployment. */
  find(deployment: Deployment, channel: string): string | undefined;
  /** Writes down what was told of an application's drift on a day. */
  writeDigest(digest: DriftDigest, channel: string, id: string, signal: AbortSignal): Promise<void>;
  write(deployment: Deployment, channel: string, id: string, signal: AbortSignal): Promise<void>;
}

/** Writes into the records of the application: every channel's message of one commit in one environment stands in one place. */
export function makeMessageBook(
  recordsOf: (application: string) => Pick<Records, "recordMessages" | "record"> | undefined,
): MessageBook {
  const known = new Map<string, Messages>();
  const messagesOf = (deployment: Deployment): Messages =>
    known.get(deploymentKey(deployment)) ?? deployment.messages;
  return {
    find: (deployment, channel) => messagesOf(deployment)[channel],
    writeDigest: async ({ application, day }, channel, id, signal) => {
      const told = { kind: "drift-digest", day, messages: { [channel]: id } } as const;
      await recordsOf(application)?.record(application, told, signal);
    },
    write: async (deployment, channel, id, signal) => {
      const messages = { ...messagesOf(deployment), [channel]: id };
      known.set(deploymentKey(deployment), messages);
      const { application, environment, revision } = deployment;
      const name = { application, environment, commit: revision.commit };
      await recordsOf(application)?.recordMessages(name, messages, signal);
    },
  };
}
