import { existsSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { runManifestCases } from "../conformance/manifests.ts";

const kit =
  process.env["AUTOLAND_CONFORMANCE"] ?? path.join(import.meta.dirname, "../../../shared/conformance");
const absent = existsSync(kit) ? "" : ` (skipped: the conformance kit is not at ${kit})`;

test.skipIf(absent !== "").each([kit, path.join(kit, "fuzz")])(
  `every manifest case of %s comes out as Copilot had it${absent}`,
  (dir) => {
    const run = runManifestCases(dir);
    expect(run.failed).toEqual([]);
    expect(run.skipped).toEqual([]);
    expect(run.passed.length).toBeGreaterThan(0);
  },
);
