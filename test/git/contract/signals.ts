import { expect, test } from "vitest";
import { blobOf, type Fresh } from "./fixture.ts";

/** What every source promises to whom stops waiting or asks several things at once. */
export function signalContract(fresh: Fresh): void {
  test("a call whose signal is aborted throws the signal's reason, and later calls work", async () => {
    const fixture = await fresh();
    const head = await fixture.commit("main", { a: "1" });
    const reason = new Error("asked to stop");
    const signal = AbortSignal.abort(reason);
    await expect(fixture.source.heads(signal)).rejects.toBe(reason);
    await expect(fixture.source.tree(head, [""], signal)).rejects.toBe(reason);
    await expect(fixture.source.sinceLastTouch(head, [""], signal)).rejects.toBe(reason);
    expect((await fixture.source.heads()).get("main")).toBe(head);
  });

  test("many calls at once give the same answers as one after another", async () => {
    const fixture = await fresh();
    const first = await fixture.commit("main", { "copilot/a": "1" });
    const second = await fixture.commit("main", { "copilot/a": "2" });
    const { source } = fixture;
    const trees = await Promise.all(
      [first, second, first, second].map(async (commit) => source.tree(commit, ["copilot"])),
    );
    const texts = await Promise.all(
      trees.map(async (entries) => [...(await source.blobs(entries.flatMap(blobOf))).values()].map(textOf)),
    );
    expect(texts).toEqual([["1"], ["2"], ["1"], ["2"]]);
    expect(await source.isAncestor(first, second)).toBe(true);
  });
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}
