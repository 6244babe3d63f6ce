import { expect, test } from "vitest";
import { failureOf } from "../../../src/domain/failure.ts";
import type { BlobId, TreeEntry } from "../../../src/domain/source.ts";
import { blobOf, type Fresh } from "./fixture.ts";

/** What every source promises of contents. */
export function blobsContract(fresh: Fresh): void {
  test("contents come back byte for byte: empty, binary, with line ends of every kind, and large", async () => {
    const fixture = await fresh();
    const contents = {
      "c/empty": new Uint8Array(),
      "c/binary": Uint8Array.from({ length: 512 }, (_, index) => index % 256),
      "c/lines": Buffer.from("a\r\nb\nc\r"),
      "c/large": Buffer.alloc(300_000, "0123456789abcdef\n"),
    };
    const commit = await fixture.commit("main", contents);
    const entries = await fixture.source.tree(commit, ["c"]);
    const blobs = await fixture.source.blobs(entries.flatMap(blobOf));
    const read = Object.fromEntries(
      entries.map((entry) => [entry.path, Buffer.from(contentAt(entry, blobs)).toString("base64")]),
    );
    const written = Object.entries(contents).map(([path, bytes]) => [
      path,
      Buffer.from(bytes).toString("base64"),
    ]);
    expect(read).toEqual(Object.fromEntries(written));
  });

  test("two files of the same content are one blob, and asking twice for it gives it once", async () => {
    const fixture = await fresh();
    const commit = await fixture.commit("main", { a: "same", b: "same" });
    const ids = (await fixture.source.tree(commit, [""])).flatMap(blobOf);
    expect(new Set(ids).size).toBe(1);
    expect((await fixture.source.blobs(ids)).size).toBe(1);
  });

  test("no ids give no blobs", async () => {
    const { source } = await fresh();
    expect(await source.blobs([])).toEqual(new Map());
  });

  test("a blob that the repository does not have is a failure, never an empty file", async () => {
    const fixture = await fresh();
    await fixture.commit("main", { a: "1" });
    await expect(fixture.source.blobs(["1".repeat(40) as BlobId])).rejects.toSatisfy(
      (error) => failureOf(error).reason === "BlobNotFound",
    );
  });
}

function contentAt(entry: TreeEntry, blobs: ReadonlyMap<BlobId, Uint8Array>): Uint8Array {
  const bytes = entry.kind === "file" ? blobs.get(entry.blob) : undefined;
  if (bytes === undefined) throw new Error(`no content for ${entry.path}`);
  return bytes;
}
