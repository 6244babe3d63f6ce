import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { ReconcileError } from "../domain/failure.ts";
import { absent, present, unreadable } from "../domain/observed.ts";
import type { ReportShelf } from "../domain/report-shelf.ts";

/** Reports as files below a folder, which is made where it is not there. Whoever reads one sees the old or the new, never a part. */
export function makeReportFolder(folder: string): ReportShelf {
  return {
    read: async (name, signal) => {
      const file = path.join(folder, name);
      try {
        return present(await readFile(file, { encoding: "utf8", signal }));
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof Error && "code" in error && error.code === "ENOENT") return absent;
        const why = error instanceof Error ? error.message : String(error);
        const message = `could not read the report ${file}: ${why}`;
        return unreadable({ disposition: "retry", reason: "ReportNotRead", message });
      }
    },
    write: async (name, { text }, signal) => {
      const file = path.join(folder, name);
      const draft = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}`);
      try {
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(draft, text, { flag: "wx", flush: true, signal });
        await rename(draft, file);
      } catch (error) {
        await rm(draft, { force: true }).catch(() => undefined);
        signal.throwIfAborted();
        const why = error instanceof Error ? error.message : String(error);
        throw new ReconcileError(
          {
            disposition: "retry",
            reason: "ReportNotWritten",
            message: `could not write the report ${file}: ${why}`,
            remedy: `Let the process's user write to ${folder} (\`reports.to.folder\`), and see that there is room on its disk; the reports are tried again at their next time.`,
          },
          { cause: error },
        );
      }
    },
  };
}
