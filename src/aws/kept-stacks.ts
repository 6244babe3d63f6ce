import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { z } from "zod";
import { type StackId, stackKey, stackName } from "../domain/stack.ts";
import { canonicalJson } from "../template/canonical-json.ts";
import { sha256 } from "../template/digest.ts";
import { abortable } from "./abortable.ts";
import type { S3Place } from "./lease-store.ts";
import type { KnownServices } from "./read-services.ts";
import type { Session } from "./sessions.ts";
import type { PackedStack, StackShelf } from "./stack-shelf.ts";

/** What a process has read of stacks at rest. */
interface Shelves {
  readonly shelf: StackShelf;
  readonly services: KnownServices;
}

/** Stacks that were read, kept over the process's end: what a cold start need not read again. Losing all of it costs calls and nothing else. */
export interface KeptStacks {
  /** Puts on the shelves what was kept of an application's stacks in a place; asked for once. Throws nothing. */
  recall(place: Place, application: string, shelves: Shelves, signal?: AbortSignal): Promise<void>;
  /** Keeps these stacks as they are on the shelves, unless exactly that is kept already. Throws nothing. */
  keep(
    place: Place,
    application: string,
    stacks: readonly StackId[],
    shelves: Shelves,
    signal?: AbortSignal,
  ): Promise<void>;
}

type Place = Pick<StackId, "account" | "region">;

const document = z.strictObject({
  schemaVersion: z.literal(1),
  account: z.string(),
  region: z.string(),
  application: z.string(),
  stacks: z.array(
    z.strictObject({
      name: z.string(),
      asOf: z.string(),
      facts: z.base64(),
      template: z.base64(),
      /** As `KnownServices` has it; absent when nobody has asked since that operation. */
      service: z
        .strictObject({
          asOf: z.string(),
          service: z.discriminatedUnion("kind", [
            z.strictObject({ kind: z.literal("none") }),
            z.strictObject({ kind: z.literal("service"), arn: z.string() }),
          ]),
        })
        .optional(),
      digest: z.string(),
    }),
  ),
});

/**
 * Kept in S3, one object for an application in an account and region. An object that is of another schema, of another place or
 * application, or cannot be read is as good as none, and so is an entry whose digest is not that of its content. An entry is only ever
 * believed of a stack whose last operation, as CloudFormation lists it now, is the one that it was read after; a stack that is changing
 * has none. The same holds for which service a stack has. Templates are kept whole, packed: what Git asks for is compared with them, and
 * digests could not tell what differs.
 *
 * Needs `s3:GetObject` and `s3:PutObject` below the prefix.
 */
export function makeKeptStacks({ s3 }: Pick<Session, "s3">, { bucket, prefix }: S3Place): KeptStacks {
  /** By place and application, what the object is known to hold. */
  const known = new Map<string, string>();
  const recalls = new Map<string, Promise<void>>();
  const keyOf = ({ account, region }: Place, application: string): string =>
    `${prefix}v1/${account}/${region}/${application}.json`;

  async function read(
    key: string,
    place: Place,
    application: string,
    { shelf, services }: Shelves,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }), abortable(signal));
      const kept = document.parse(JSON.parse((await Body?.transformToString()) ?? ""));
      const isOurs =
        kept.account === place.account && kept.region === place.region && kept.application === application;
      if (!isOurs) return;
      let isWhole = true;
      for (const { name, digest, asOf, service, ...packed } of kept.stacks) {
        const facts = Buffer.from(packed.facts, "base64");
        const template = Buffer.from(packed.template, "base64");
        if (digestOf({ asOf, facts, template }, service) === digest) {
          shelf.accept(place, name, { asOf, facts, template });
          const key = stackKey({ ...place, name: stackName(name) });
          if (service !== undefined && !services.has(key)) services.set(key, service);
        } else isWhole = false;
      }
      // What has faults is kept anew.
      if (isWhole) known.set(key, contentOf(kept.stacks));
    } catch {
      // Whatever is wrong with it: it is read from CloudFormation and kept anew.
      signal?.throwIfAborted();
    }
  }

  return {
    recall: (place, application, shelves, signal) => {
      const key = keyOf(place, application);
      const recall =
        recalls.get(key) ??
        read(key, place, application, shelves, signal).catch((error: unknown) => {
          // It was told to stop, as when another task has its turn: the next look asks again.
          recalls.delete(key);
          throw error;
        });
      recalls.set(key, recall);
      return recall;
    },
    keep: async (place, application, stacks, { shelf, services }, signal) => {
      const key = keyOf(place, application);
      const packed = stacks.flatMap((id) => {
        const found = shelf.packed(id);
        const service = services.get(stackKey(id));
        return found === undefined
          ? []
          : [{ name: id.name, ...found, ...(service === undefined ? {} : { service }) }];
      });
      const content = contentOf(packed);
      if (packed.length === 0 || known.get(key) === content) return;
      const kept: z.input<typeof document> = {
        schemaVersion: 1,
        ...place,
        application,
        stacks: packed.map(({ facts, template, ...entry }) => ({
          ...entry,
          facts: Buffer.from(facts).toString("base64"),
          template: Buffer.from(template).toString("base64"),
          digest: digestOf({ asOf: entry.asOf, facts, template }, entry.service),
        })),
      };
      const text = JSON.stringify(kept);
      const length = Buffer.byteLength(text);
      try {
        await s3.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: key,
            Body: text,
            ContentLength: length,
            ContentType: "application/json",
          }),
          abortable(signal),
        );
        known.set(key, content);
      } catch {
        signal?.throwIfAborted();
      }
    },
  };
}

type Entry = z.infer<typeof document>["stacks"][number];

function contentOf(stacks: readonly Pick<Entry, "name" | "asOf" | "service">[]): string {
  return sha256(
    stacks
      .map(({ name, asOf, service }) => `${name} ${asOf} ${service?.asOf ?? ""}`)
      .toSorted()
      .join("\n"),
  );
}

function digestOf({ asOf, facts, template }: PackedStack, service: Entry["service"]): string {
  const asked = service === undefined ? "" : canonicalJson({ ...service });
  return sha256(Buffer.concat([Buffer.from(asOf), facts, template, Buffer.from(asked)]));
}
