import type { Logger } from "pino";
import { makeReportBucket } from "../aws/report-bucket.ts";
import { type ClientDefaults, makeSessions } from "../aws/sessions.ts";
import type { ReportPlace, ReportsConfig } from "../config/reports-config.ts";
import type { Clock } from "../domain/clock.ts";
import type { ReportShelf } from "../domain/report-shelf.ts";
import { makeScheduledReports, type ScheduledReports } from "../reconcile/scheduled-reports.ts";
import type { Turns } from "./open-lease.ts";
import { makeReportFolder } from "./report-folder.ts";

/** The reports that the configuration asks for; undefined when it asks for none. S3 is written to as the process itself. */
export function openReports(
  settings: ReportsConfig | undefined,
  { clients, clock, log }: { readonly clients: ClientDefaults; readonly clock: Clock; readonly log: Logger },
  turns: Pick<Turns, "turnOf"> | undefined,
): ScheduledReports | undefined {
  if (settings === undefined) return undefined;
  return makeScheduledReports({
    settings,
    shelf: openReportShelf(settings.to, clients, clock),
    clock,
    log,
    isOurs: (application) => turns === undefined || turns.turnOf(application) !== undefined,
  });
}

/** Where reports are kept. */
export function openReportShelf(place: ReportPlace, clients: ClientDefaults, clock: Clock): ReportShelf {
  switch (place.kind) {
    case "folder":
      return makeReportFolder(place.folder);
    case "s3": {
      const { region, bucket, prefix } = place;
      const session = makeSessions({ ...clients, maxAttempts: 5 }, clock).application(
        region ?? clients.region,
      );
      return makeReportBucket(session, { bucket, prefix });
    }
  }
}
