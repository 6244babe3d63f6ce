import { afterEach, describe } from "vitest";
import { authorsContract, isAncestorContract } from "./contract/ancestry.ts";
import { blobsContract } from "./contract/blobs.ts";
import type { SourceFixture } from "./contract/fixture.ts";
import { headsContract } from "./contract/heads.ts";
import { lastTouchContract } from "./contract/last-touch.ts";
import { signalContract } from "./contract/signals.ts";
import { treeContract } from "./contract/tree.ts";
import { wayContract } from "./contract/way-to-last-touch.ts";

/** What every source promises, whatever stands behind it. */
export function describeSource(name: string, makeFixture: () => Promise<SourceFixture>): void {
  describe(name, () => {
    const fixtures: SourceFixture[] = [];
    const fresh = async (): Promise<SourceFixture> => {
      const fixture = await makeFixture();
      fixtures.push(fixture);
      return fixture;
    };
    afterEach(async () => {
      for (const fixture of fixtures.splice(0)) await fixture[Symbol.asyncDispose]();
    });

    describe("heads", () => headsContract(fresh));
    describe("tree", () => treeContract(fresh));
    describe("blobs", () => blobsContract(fresh));
    describe("the last touch", () => lastTouchContract(fresh));
    describe("the way to the last touch", () => wayContract(fresh));
    describe("isAncestor", () => isAncestorContract(fresh));
    describe("authors", () => authorsContract(fresh));
    describe("signals", () => signalContract(fresh));
  });
}
