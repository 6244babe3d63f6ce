import { expect, test } from "vitest";
import { failureOf } from "../../../src/domain/failure.ts";
import { type Fresh, lastTouching, unknownCommit } from "./fixture.ts";

/** What every source promises of the commit that touched something last. */
export function lastTouchContract(fresh: Fresh): void {
  test("the newest commit that changed something below a path is found behind commits that did not", async () => {
    const fixture = await fresh();
    const first = await fixture.commit("main", { "api/a": "1", "web/a": "1" });
    const web = await fixture.commit("main", { "web/a": "2" });
    const head = await fixture.commit("main", { "docs/a": "1" });
    const { source } = fixture;
    expect(await lastTouching(source, head, ["api"])).toBe(first);
    expect(await lastTouching(source, head, ["web/a"])).toBe(web);
    expect(await lastTouching(source, head, ["api", "web"])).toBe(web);
    expect(await lastTouching(source, head, [""])).toBe(head);
    expect(await lastTouching(source, first, ["web"])).toBe(first);
  });

  test("a path that never existed was never touched, and neither was no path", async () => {
    const fixture = await fresh();
    const head = await fixture.commit("main", { "api/a": "1" });
    expect(await lastTouching(fixture.source, head, ["apis"])).toBeUndefined();
    expect(await lastTouching(fixture.source, head, [])).toBeUndefined();
  });

  test("a deletion and a change back touch a path, too", async () => {
    const fixture = await fresh();
    await fixture.commit("main", { "api/a": "1", "api/b": "1" });
    const deleted = await fixture.commit("main", { "api/b": null });
    expect(await lastTouching(fixture.source, deleted, ["api/b"])).toBe(deleted);
    await fixture.commit("main", { "api/a": "2" });
    const back = await fixture.commit("main", { "api/a": "1" });
    expect(await lastTouching(fixture.source, back, ["api/a"])).toBe(back);
  });

  test("a merge that takes one side as it is has not touched it, that side has", async () => {
    const fixture = await fresh();
    const base = await fixture.commit("main", { "api/a": "1", "web/a": "1" });
    const feature = await fixture.commit("feature", { "api/a": "2" }, [base]);
    await fixture.commit("main", { "web/a": "2" });
    const head = (await fixture.source.heads()).get("main") ?? base;
    const merge = await fixture.commit("main", { "api/a": "2" }, [head, feature]);
    const after = await fixture.commit("main", { "docs/a": "1" });
    expect(await lastTouching(fixture.source, after, ["api"])).toBe(feature);
    expect(await lastTouching(fixture.source, merge, ["api"])).toBe(feature);
    expect(await lastTouching(fixture.source, after, ["web"])).toBe(head);
    expect(await lastTouching(fixture.source, feature, ["api"])).toBe(feature);
  });

  test("a merge that brings nothing below the path has not touched it", async () => {
    const fixture = await fresh();
    const base = await fixture.commit("main", { "api/a": "1", "web/a": "1" });
    const feature = await fixture.commit("feature", { "web/a": "2" }, [base]);
    const merge = await fixture.commit("main", { "web/a": "2" }, [base, feature]);
    expect(await lastTouching(fixture.source, merge, ["api"])).toBe(base);
  });

  test("a change that both sides made is the branch's own, not the merge's", async () => {
    const fixture = await fresh();
    const base = await fixture.commit("main", { "api/a": "1" });
    const feature = await fixture.commit("feature", { "api/a": "2" }, [base]);
    const own = await fixture.commit("main", { "api/a": "2" }, [base]);
    const merge = await fixture.commit("main", { b: "1" }, [own, feature]);
    expect(await lastTouching(fixture.source, merge, ["api"])).toBe(own);
  });

  test("a merge that mixes both sides has touched it", async () => {
    const fixture = await fresh();
    const base = await fixture.commit("main", { "api/a": "1", "api/b": "1" });
    const feature = await fixture.commit("feature", { "api/a": "2" }, [base]);
    const own = await fixture.commit("main", { "api/b": "2" }, [base]);
    const merge = await fixture.commit("main", { "api/a": "2" }, [own, feature]);
    expect(await lastTouching(fixture.source, merge, ["api"])).toBe(merge);
  });

  test("a merge that brings together changes below two of the paths has touched them together", async () => {
    const fixture = await fresh();
    const base = await fixture.commit("main", { "api/a": "1", "web/a": "1" });
    const feature = await fixture.commit("feature", { "api/a": "2" }, [base]);
    const own = await fixture.commit("main", { "web/a": "2" }, [base]);
    const merge = await fixture.commit("main", { "api/a": "2" }, [own, feature]);
    const after = await fixture.commit("main", { "docs/a": "1" });
    expect(await lastTouching(fixture.source, after, ["api", "web"])).toBe(merge);
    expect(await lastTouching(fixture.source, after, ["api"])).toBe(feature);
    expect(await lastTouching(fixture.source, after, ["web"])).toBe(own);
  });

  test("a merge that changes nothing at all has not touched the whole tree", async () => {
    const fixture = await fresh();
    const base = await fixture.commit("main", { a: "1" });
    const feature = await fixture.commit("feature", { b: "1" }, [base]);
    const merge = await fixture.commit("main", { b: "1" }, [base, feature]);
    expect(await lastTouching(fixture.source, merge, [""])).toBe(feature);
  });

  test("a merge within a merged branch leads to the commit that made the change", async () => {
    const fixture = await fresh();
    const base = await fixture.commit("main", { "api/a": "1" });
    const inner = await fixture.commit("inner", { "api/a": "2" }, [base]);
    const side = await fixture.commit("side", { "web/a": "1" }, [base]);
    const sideMerge = await fixture.commit("side", { "api/a": "2" }, [side, inner]);
    const outer = await fixture.commit("main", { "api/a": "2", "web/a": "1" }, [base, sideMerge]);
    expect(await lastTouching(fixture.source, outer, ["api"])).toBe(inner);
    expect(await lastTouching(fixture.source, sideMerge, ["api"])).toBe(inner);
  });

  test("a commit that the repository does not have is a failure", async () => {
    const fixture = await fresh();
    await fixture.commit("main", { a: "1" });
    await expect(fixture.source.sinceLastTouch(unknownCommit, ["a"])).rejects.toSatisfy(
      (error) => failureOf(error).reason === "CommitNotFound",
    );
  });
}
