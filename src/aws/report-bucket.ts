import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { failureOf } from "../domain/failure.ts";
import { absent, present, unreadable } from "../domain/observed.ts";
import type { ReportShelf } from "../domain/report-shelf.ts";
import { abortable } from "./abortable.ts";
import type { S3Place } from "./lease-store.ts";
import type { Session } from "./sessions.ts";
import { codeOf, translateAwsError } from "./translate-error.ts";

/** Reports as objects below a prefix. Writing needs `s3:PutObject` there, reading `s3:GetObject`, and nothing else. */
export function makeReportBucket({ s3 }: Pick<Session, "s3">, { bucket, prefix }: S3Place): ReportShelf {
  return {
    read: async (name, signal) => {
      try {
        const { Body } = await s3.send(
          new GetObjectCommand({ Bucket: bucket, Key: `${prefix}${name}` }),
          abortable(signal),
        );
        return present((await Body?.transformToString()) ?? "");
      } catch (error) {
        signal.throwIfAborted();
        if (codeOf(error) === "NoSuchKey") return absent;
        return unreadable(
          failureOf(translateAwsError(error, `read the report s3://${bucket}/${prefix}${name}`)),
        );
      }
    },
    write: async (name, { text, mediaType }, signal) => {
      try {
        await s3.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: `${prefix}${name}`,
            Body: text,
            ContentLength: Buffer.byteLength(text),
            ContentType: mediaType,
          }),
          abortable(signal),
        );
      } catch (error) {
        throw translateAwsError(error, `write the report s3://${bucket}/${prefix}${name}`);
      }
    },
  };
}
