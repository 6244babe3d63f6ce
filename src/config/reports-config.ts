import { z } from "zod";
import { type ReportFormat, reportFormats } from "../domain/report-shelf.ts";
import { type BucketPlace, bucketPlaceKeys, bucketPlaceOf } from "./bucket-place.ts";
import { nextDue } from "./schedule.ts";
import { zoneSchema } from "./time-config.ts";

/** When reports are written while the loop runs, in which forms, and where to. */
export interface ReportsConfig {
  /** Five fields as of cron. */
  readonly schedule: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly formats: readonly ReportFormat[];
  readonly to: ReportPlace;
}

/** Where reports are written: a folder of this machine, or below a prefix of a bucket. */
export type ReportPlace =
  | { readonly kind: "folder"; readonly folder: string }
  | ({ readonly kind: "s3" } & BucketPlace);

const scheduleWords =
  "must be five fields of minute, hour, day, month and weekday that come round some day, such as `0 7 * * 1-5`";

/** The schema of `reports`. */
export const reportsSchema = z
  .strictObject({
    schedule: z
      .string({ error: scheduleWords })
      .refine((text) => comesRound(text), scheduleWords)
      .describe(
        "When, as minute, hour, day of the month, month and weekday, by the clock on the wall. What comes due while Autoland does not run is not made up for.",
      ),
    timeZone: zoneSchema.default("UTC"),
    formats: z
      .array(z.enum(reportFormats))
      .min(1)
      .default([...reportFormats])
      .describe("In which forms; left out, in all."),
    to: z
      .union([folderSchema(), bucketSchema()], {
        error:
          "must be either `folder` with an absolute path, or `s3` with `bucket` and, if wanted, `prefix` and `region`",
      })
      .describe("Where to: a folder or S3."),
  })
  .describe(
    "Reports of drift and status that `autoland run` writes by itself (docs/drift.md). Left out, none are written.",
  )
  .meta({
    examples: [
      {
        schedule: "0 7 * * 1-5",
        timeZone: "Europe/Berlin",
        to: { s3: { bucket: "acme-reports", prefix: "autoland/reports" } },
      },
    ],
  });

function folderSchema() {
  return z.strictObject({
    folder: z
      .string()
      .regex(/^\/[^\0]*$/, "must be an absolute path, such as `/reports`")
      .describe("An absolute path; it is made where it is not there."),
  });
}

function bucketSchema() {
  return z.strictObject({
    s3: z
      .strictObject(
        bucketPlaceKeys({
          exampleBucket: "acme-reports",
          aboutBucket: "A bucket of the operator's own.",
          defaultPrefix: "autoland/reports",
          aboutPrefix: "What the reports' keys begin with.",
        }),
      )
      .describe("A place in S3, written to by the task's own role."),
  });
}

function comesRound(text: string): boolean {
  return nextDue(text, "UTC", new Date(0)) !== undefined;
}

/** The settings with what was left out. */
export function reportsOf(input: z.output<typeof reportsSchema> | undefined): ReportsConfig | undefined {
  if (input === undefined) return undefined;
  const { schedule, timeZone, formats, to } = input;
  const chosen = reportFormats.filter((format) => formats.includes(format));
  return { schedule, timeZone, formats: chosen, to: placeOf(to) };
}

function placeOf(to: z.output<typeof reportsSchema>["to"]): ReportPlace {
  return "folder" in to ? { kind: "folder", folder: to.folder } : { kind: "s3", ...bucketPlaceOf(to.s3) };
}
