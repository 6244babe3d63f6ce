import type { Finding, Place } from "../domain/finding.ts";

/** The beginning of a file, for what concerns the whole of it. */
function beginningOf(file: string): Place {
  return { file, line: 1, column: 1 };
}

/** An error about a whole file or folder. */
export function fileError(file: string, remark: Pick<Finding, "code" | "message" | "remedy">): Finding {
  return { severity: "error", place: beginningOf(file), field: "", ...remark };
}

/** A warning about a whole file or folder. */
export function fileWarning(file: string, remark: Pick<Finding, "code" | "message" | "remedy">): Finding {
  return { severity: "warning", place: beginningOf(file), field: "", ...remark };
}

/** A path as it can be shown: control characters and what is not UTF-8 made visible. */
export function shownPath(path: string): string {
  return path.replaceAll(
    /\p{Cc}|\uFFFD/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
