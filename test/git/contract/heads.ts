import { expect, test } from "vitest";
import { type Fresh } from "./fixture.ts";

/** What every source promises of branches and their heads. */
export function headsContract(fresh: Fresh): void {
  test("a repository without a commit has no heads", async () => {
    const { source } = await fresh();
    expect(await source.heads()).toEqual(new Map());
  });

  test("every branch is listed with its head, also one with slashes and one beyond ASCII", async () => {
    const fixture = await fresh();
    const main = await fixture.commit("main", { "a.txt": "a" });
    const feature = await fixture.commit("feature/ünï-1", { "b.txt": "b" }, [main]);
    expect(await fixture.source.heads()).toEqual(
      new Map([
        ["feature/ünï-1", feature],
        ["main", main],
      ]),
    );
  });

  test("a push, a force-push and a deleted branch are seen by the next look", async () => {
    const fixture = await fresh();
    const first = await fixture.commit("main", { "a.txt": "1" });
    const second = await fixture.commit("main", { "a.txt": "2" });
    await fixture.setBranch("old", first);
    expect((await fixture.source.heads()).get("main")).toBe(second);
    const rewritten = await fixture.commit("main", { "a.txt": "3" }, [first]);
    expect((await fixture.source.heads()).get("main")).toBe(rewritten);
    await fixture.deleteBranch("old");
    expect([...(await fixture.source.heads()).keys()]).toEqual(["main"]);
  });
}
