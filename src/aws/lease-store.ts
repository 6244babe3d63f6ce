import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import type { LeaseEntry, LeaseStore } from "../domain/lease.ts";
import { abortable } from "./abortable.ts";
import type { Session } from "./sessions.ts";
import { httpStatusOf, translateS3Error } from "./translate-error.ts";

/** Where in S3 a lease or a cache stands. */
export interface S3Place {
  readonly bucket: string;
  /** Ends with a slash, or is empty. */
  readonly prefix: string;
}

/**
 * A lease's texts as objects, their ETags as tags. S3 writes conditionally by `If-Match` and `If-None-Match`, and answers what was
 * written before (https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html). Every renewal is a version of its
 * object in a bucket with versions: a lifecycle rule should let them expire after a day.
 *
 * Needs `s3:GetObject`, `s3:PutObject`, `s3:DeleteObject` below the prefix and `s3:ListBucket` on the bucket.
 */
export function makeLeaseStore({ s3 }: Pick<Session, "s3">, { bucket, prefix }: S3Place): LeaseStore {
  const at = (name: string): { readonly Bucket: string; readonly Key: string } => ({
    Bucket: bucket,
    Key: `${prefix}${name}`,
  });
  // A lease is kept by the process itself.
  const process = { principal: "application" };
  const words = (name: string): string => `s3://${bucket}/${prefix}${name}, part of the lease`;
  return {
    list: async (below, signal) => {
      const found: LeaseEntry[] = [];
      let token: string | undefined;
      try {
        do {
          const page = await s3.send(
            new ListObjectsV2Command({
              Bucket: bucket,
              Prefix: `${prefix}${below}`,
              ContinuationToken: token,
            }),
            abortable(signal),
          );
          for (const { Key = "", ETag = "", Size = 0 } of page.Contents ?? [])
            found.push({ name: Key.slice(prefix.length), tag: ETag, isEmpty: Size === 0 });
          token = page.NextContinuationToken;
        } while (token !== undefined);
        return found;
      } catch (error) {
        throw translateS3Error(error, `list ${words(below)}`, process, "s3:ListBucket");
      }
    },
    read: async (name, signal) => {
      try {
        const { Body, ETag = "" } = await s3.send(new GetObjectCommand(at(name)), abortable(signal));
        return { text: (await Body?.transformToString()) ?? "", tag: ETag };
      } catch (error) {
        if (httpStatusOf(error) === 404) return undefined;
        throw translateS3Error(error, `read ${words(name)}`, process, "s3:GetObject");
      }
    },
    write: async (name, text, over, signal) => {
      const condition = over === undefined ? { IfNoneMatch: "*" } : { IfMatch: over };
      try {
        const { ETag = "" } = await s3.send(
          new PutObjectCommand({
            ...at(name),
            Body: text,
            ContentLength: Buffer.byteLength(text),
            ContentType: "application/json",
            ...condition,
          }),
          abortable(signal),
        );
        return ETag;
      } catch (error) {
        // 412: something else stands there; 409: somebody writes it at this moment; 404: what was to be written over is gone.
        if ([404, 409, 412].includes(httpStatusOf(error) ?? 0) && !isNoBucket(error)) return undefined;
        throw translateS3Error(error, `write ${words(name)}`, process, "s3:PutObject");
      }
    },
    remove: async (name, signal) => {
      try {
        await s3.send(new DeleteObjectCommand(at(name)), abortable(signal));
      } catch (error) {
        throw translateS3Error(error, `remove ${words(name)}`, process, "s3:DeleteObject");
      }
    },
  };
}

function isNoBucket(error: unknown): boolean {
  return error instanceof Error && error.name === "NoSuchBucket";
}
