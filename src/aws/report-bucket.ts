import { PutObjectCommand } from "@aws-sdk/client-s3";
import type { ReportShelf } from "../domain/report-shelf.ts";
import { abortable } from "./abortable.ts";
import type { S3Place } from "./lease-store.ts";
import type { Session } from "./sessions.ts";
import { translateAwsError } from "./translate-error.ts";

/** Reports as objects below a prefix. Needs `s3:PutObject` there, and nothing else. */
export function makeReportBucket({ s3 }: Pick<Session, "s3">, { bucket, prefix }: S3Place): ReportShelf {
  return {
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
