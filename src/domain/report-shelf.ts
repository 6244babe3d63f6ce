import type { Observed } from "./observed.ts";

/** The forms that a report has, in the order in which they are written. */
export const reportFormats = ["text", "json", "markdown", "html"] as const;

/** One of them. */
export type ReportFormat = (typeof reportFormats)[number];

/** A report as a file. */
export interface ReportFile {
  /** `drift.json` */
  readonly name: string;
  readonly mediaType: string;
  readonly text: string;
}

/** Where reports are put, by names with slashes. */
export interface ReportShelf {
  /** Puts a file, whole or not at all, in place of one of the same name. Throws `ReconcileError`. */
  write(name: string, file: Pick<ReportFile, "mediaType" | "text">, signal: AbortSignal): Promise<void>;
  /** The text of a file. */
  read(name: string, signal: AbortSignal): Promise<Observed<string>>;
}
