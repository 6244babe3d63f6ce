import { expect, test } from "vitest";
import { type Fresh } from "./fixture.ts";

/** What every source promises of the way back to the commit that touched something last. */
export function wayContract(fresh: Fresh): void {
  test("after a merged pull request, the merge and what follows it have the same sources as the commit that it brought", async () => {
    const fixture = await fresh();
    const base = await fixture.commit("main", { "api/a": "1", "web/a": "1" });
    const feature = await fixture.commit("feature", { "api/a": "2" }, [base]);
    const feature2 = await fixture.commit("feature", { "docs/a": "1" });
    const other = await fixture.commit("main", { "web/a": "2" });
    const merge = await fixture.commit("main", { "api/a": "2", "docs/a": "1" }, [other, feature2]);
    const after = await fixture.commit("main", { "web/a": "3" });
    const { source } = fixture;
    expect(await source.sinceLastTouch(after, ["api"])).toEqual([after, merge, feature2, feature]);
    expect(await source.sinceLastTouch(merge, ["api"])).toEqual([merge, feature2, feature]);
    expect(await source.sinceLastTouch(merge, ["web"])).toEqual([merge, other]);
    expect(await source.sinceLastTouch(other, ["api"])).toEqual([other, base]);
    expect(await source.sinceLastTouch(feature, ["api"])).toEqual([feature]);
  });

  test("from a release the way goes through the merge on the branch that was promoted", async () => {
    const fixture = await fresh();
    const base = await fixture.commit("develop", { "api/a": "1", "web/a": "1" });
    const feature = await fixture.commit("feature", { "api/a": "2" }, [base]);
    const merge = await fixture.commit("develop", { "api/a": "2" }, [base, feature]);
    const web = await fixture.commit("develop", { "web/a": "2" });
    const release = await fixture.commit("release", { "api/a": "2", "web/a": "2" }, [base, web]);
    const later = await fixture.commit("develop", { "docs/a": "1" });
    const release2 = await fixture.commit("release", { "docs/a": "1" }, [release, later]);
    const { source } = fixture;
    expect(await source.sinceLastTouch(release, ["api"])).toEqual([release, web, merge, feature]);
    expect(await source.sinceLastTouch(release2, ["api"])).toEqual([release2, release, web, merge, feature]);
    expect(await source.sinceLastTouch(release2, ["web"])).toEqual([release2, release, web]);
  });

  test("a merge that mixes both sides is where the way ends", async () => {
    const fixture = await fresh();
    const base = await fixture.commit("main", { "api/a": "1", "api/b": "1" });
    const feature = await fixture.commit("feature", { "api/a": "2" }, [base]);
    const own = await fixture.commit("main", { "api/b": "2" }, [base]);
    const merge = await fixture.commit("main", { "api/a": "2" }, [own, feature]);
    const after = await fixture.commit("main", { "docs/a": "1" });
    const { source } = fixture;
    expect(await source.sinceLastTouch(after, ["api"])).toEqual([after, merge]);
    expect(await source.sinceLastTouch(after, ["api/a", "api/b"])).toEqual([after, merge]);
    expect(await source.sinceLastTouch(after, ["api/a"])).toEqual([after, merge, feature]);
    expect(await source.sinceLastTouch(after, ["api/a", "docs"])).toEqual([after]);
  });

  test("what was deleted and restored was touched by the restoration, and what is deleted by the deletion", async () => {
    const fixture = await fresh();
    await fixture.commit("main", { "api/a": "1", "web/a": "1" });
    const deleted = await fixture.commit("main", { "api/a": null });
    const without = await fixture.commit("main", { "web/a": "2" });
    const restored = await fixture.commit("main", { "api/a": "1" });
    const after = await fixture.commit("main", { "web/a": "3" });
    const { source } = fixture;
    expect(await source.sinceLastTouch(without, ["api"])).toEqual([without, deleted]);
    expect(await source.sinceLastTouch(after, ["api"])).toEqual([after, restored]);
  });

  test("what was moved was touched where it was and where it is", async () => {
    const fixture = await fresh();
    await fixture.commit("main", { "api/a": "1", "web/a": "1" });
    const moved = await fixture.commit("main", { "api/a": null, "services/api/a": "1" });
    const after = await fixture.commit("main", { "web/a": "2" });
    expect(await fixture.source.sinceLastTouch(after, ["services/api"])).toEqual([after, moved]);
    expect(await fixture.source.sinceLastTouch(after, ["api"])).toEqual([after, moved]);
  });

  test("of a long way the newest fifteen and the oldest fifteen stay, the merge that brought the change among them", async () => {
    const fixture = await fresh();
    const base = await fixture.commit("main", { "api/a": "1" });
    const feature = await fixture.commit("feature", { "api/a": "2" }, [base]);
    const way = [feature, await fixture.commit("main", { "api/a": "2" }, [base, feature])];
    for (let count = 0; count < 28; count += 1)
      way.push(await fixture.commit("main", { "web/a": `${count}` }));
    const thirty = await fixture.source.sinceLastTouch(way.at(-1) ?? base, ["api"]);
    expect(thirty).toEqual(way.toReversed());
    for (let count = 0; count < 4; count += 1)
      way.push(await fixture.commit("main", { "docs/a": `${count}` }));
    const cut = await fixture.source.sinceLastTouch(way.at(-1) ?? base, ["api"]);
    const expected = way.toReversed();
    expect(cut).toEqual([...expected.slice(0, 15), ...expected.slice(-15)]);
  });
}
