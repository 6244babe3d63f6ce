import { s3Fault } from "./find-bucket.ts";

/** The bytes that a Range header asks for, with the members of GetObject that describe them. */
export function sliceOf(
  content: Uint8Array,
  range: string | undefined,
): { readonly Body: Uint8Array; readonly ContentLength: number; readonly ContentRange?: string } {
  const parts = /^bytes=(\d*)-(\d*)$/.exec(range ?? "");
  if (parts === null) return { Body: content, ContentLength: content.length };
  const [, first = "", last = ""] = parts;
  const start = first === "" ? Math.max(0, content.length - Number(last)) : Number(first);
  const end = first === "" || last === "" ? content.length - 1 : Math.min(Number(last), content.length - 1);
  if (start > end) throw s3Fault("InvalidRange", "The requested range is not satisfiable", 416);
  const body = content.slice(start, end + 1);
  return {
    Body: body,
    ContentLength: body.length,
    ContentRange: `bytes ${start}-${end}/${content.length}`,
  };
}
