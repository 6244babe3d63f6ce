import { type FileHandle, mkdir, open } from "node:fs/promises";
import path from "node:path";
import type { Tell } from "../domain/happening.ts";
import { journalEntries, nothingWritten } from "./journal-entries.ts";

/** A journal that is being written. */
export interface Journal {
  readonly tell: Tell;
  /** Waits until everything that was told stands in the file. */
  close(): Promise<void>;
}

/**
 * Appends every decision as a line of JSON to a file. What cannot be written is told once to `onFault` and lost: the journal is output
 * (design.md 3), and nothing waits for it. Throws when the file cannot be opened.
 */
export async function openJournal(file: string, onFault: (error: unknown) => void): Promise<Journal> {
  await mkdir(path.dirname(file), { recursive: true });
  const handle = await open(file, "a", 0o640);
  let written = nothingWritten;
  let writing: Promise<void> = Promise.resolve();
  return {
    tell: (happening) => {
      const { entries, written: after } = journalEntries(written, happening);
      written = after;
      if (entries.length === 0) return;
      const lines = entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
      writing = writing.then(() => append(handle, lines)).catch(onFault);
    },
    close: async () => {
      await writing;
      await handle.close();
    },
  };
}

/** One write for one happening, at the end of the file, so that two processes do not mix within a line. */
async function append(handle: FileHandle, lines: string): Promise<void> {
  await handle.appendFile(lines);
}
