import { type Deployment, deploymentKey } from "../notify/deployment.ts";
import type { DriftDigest } from "../notify/drift-digest.ts";
import type { MessageBook } from "../telling/message-book.ts";
import { type Told, toldIn, toldText } from "./told.ts";

/** The name of the channel in records. */
const slack = "slack";

/** What was sent, in the records. Where something cannot be written down now, it is with the next call of `writeRest`. */
export interface ToldBook {
  /** What the records say was sent about a deployment. */
  find(deployment: Deployment): Told | undefined;
  write(deployment: Deployment, told: Told, signal: AbortSignal): Promise<void>;
  writeDigest(digest: DriftDigest, told: Told, signal: AbortSignal): Promise<void>;
  writeRest(signal: AbortSignal): Promise<void>;
}

/** What was told of drift last, among what the records say was told everywhere. */
export function toldOfDrift(messages: Readonly<Record<string, string>>): Told | undefined {
  const told = toldIn(messages[slack]);
  return told === undefined ? undefined : { ...told, at: Number(told.ts) * 1000 };
}

/** A book over the records in which nothing is still to be written. */
export function makeToldBook(book: MessageBook): ToldBook {
  const unwritten = new Map<string, { readonly deployment: Deployment; readonly told: Told }>();
  const unwrittenDigests = new Map<string, { readonly digest: DriftDigest; readonly told: Told }>();
  const write: ToldBook["write"] = async (deployment, told, signal) => {
    const key = deploymentKey(deployment);
    unwritten.set(key, { deployment, told });
    await book.write(deployment, slack, toldText(told), signal);
    unwritten.delete(key);
  };
  const writeDigest: ToldBook["writeDigest"] = async (digest, told, signal) => {
    const { application } = digest;
    unwrittenDigests.set(application, { digest, told });
    await book.writeDigest(digest, slack, toldText(told), signal);
    unwrittenDigests.delete(application);
  };
  return {
    find: (deployment) => toldIn(book.find(deployment, slack)),
    write,
    writeDigest,
    writeRest: async (signal) => {
      for (const { deployment, told } of unwritten.values()) await write(deployment, told, signal);
      for (const { digest, told } of unwrittenDigests.values()) await writeDigest(digest, told, signal);
    },
  };
}
