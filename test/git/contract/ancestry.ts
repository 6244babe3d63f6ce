import { expect, test } from "vitest";
import { type Fresh, unknownCommit } from "./fixture.ts";

/** What every source promises of who descends from whom. */
export function isAncestorContract(fresh: Fresh): void {
  test("a commit is an ancestor of itself and of what stands on it, by any parent", async () => {
    const fixture = await fresh();
    const base = await fixture.commit("main", { a: "1" });
    const feature = await fixture.commit("feature", { b: "1" }, [base]);
    const own = await fixture.commit("main", { c: "1" });
    const merge = await fixture.commit("main", { b: "1" }, [own, feature]);
    const { source } = fixture;
    expect(await source.isAncestor(base, base)).toBe(true);
    expect(await source.isAncestor(base, merge)).toBe(true);
    expect(await source.isAncestor(feature, merge)).toBe(true);
    expect(await source.isAncestor(merge, base)).toBe(false);
    expect(await source.isAncestor(feature, own)).toBe(false);
  });

  test("a commit of a rewritten branch is no ancestor of the new head", async () => {
    const fixture = await fresh();
    const base = await fixture.commit("main", { a: "1" });
    const applied = await fixture.commit("main", { a: "2" });
    expect((await fixture.source.tree(applied, ["a"])).length).toBe(1);
    const rewritten = await fixture.commit("main", { a: "3" }, [base]);
    expect(await fixture.source.isAncestor(applied, rewritten)).toBe(false);
    expect(await fixture.source.isAncestor(base, rewritten)).toBe(true);
  });

  test("a commit that the repository does not have is neither ancestor nor descendant", async () => {
    const fixture = await fresh();
    const head = await fixture.commit("main", { a: "1" });
    expect(await fixture.source.isAncestor(unknownCommit, head)).toBe(false);
    expect(await fixture.source.isAncestor(head, unknownCommit)).toBe(false);
  });
}

/** What every source promises of who wrote commits. */
export function authorsContract(fresh: Fresh): void {
  test("those who wrote what is new are named once, and of a commit that nobody has nothing is said", async () => {
    const fixture = await fresh();
    const base = await fixture.commit("main", { a: "1" });
    await fixture.commit("main", { a: "2" });
    const head = await fixture.commit("main", { a: "3" });
    const { source } = fixture;
    expect(await source.tree(base, ["a"])).toHaveLength(1);
    const authors = await source.authors(head, base);
    expect(authors).toHaveLength(1);
    expect(authors?.[0]).toContain("@");
    expect(await source.authors(head, unknownCommit)).toBeUndefined();
  });
}
