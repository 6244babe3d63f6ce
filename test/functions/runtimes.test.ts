import { expect, test } from "vitest";
import { deployedRuntime, nodeRuntimes, runtimeState, runtimeWarning } from "../../src/functions/runtimes.ts";

test.each([
  { day: "2026-04-29", state: { kind: "supported", until: "2026-04-30" } },
  { day: "2026-04-30", state: { kind: "deprecated", createBlocked: "2026-08-31" } },
  { day: "2026-08-31", state: { kind: "create-blocked", updateBlocked: "2026-09-30" } },
  { day: "2026-09-30", state: { kind: "update-blocked" } },
])("nodejs20.x on $day", ({ day, state }) => {
  expect(runtimeState("nodejs20.x", new Date(`${day}T00:00:00Z`))).toEqual(state);
});

test.each([
  { name: "nodejs12.x", kind: "update-blocked" },
  { name: "nodejs4.3", kind: "update-blocked" },
  { name: "nodejs26.x", kind: "unknown" },
  { name: "python3.14", kind: "unknown" },
])("a runtime outside the table: $name is $kind", ({ name, kind }) => {
  expect(runtimeState(name, new Date("2026-11-20T00:00:00Z")).kind).toBe(kind);
});

test.each([
  { day: "2027-07-29", says: undefined },
  { day: "2027-07-30", says: "supported until 2028-04-30. Install a newer version of Autoland" },
  { day: "2028-05-01", says: "from 2028-06-01 no function can be created" },
  { day: "2028-06-01", says: "from 2028-07-01 none can be updated" },
  { day: "2028-07-01", says: "not even by a rollback" },
])("our own runtime on $day: a warning nine months ahead, and harsher ones later", ({ day, says }) => {
  const warning = runtimeWarning("nodejs24.x", new Date(`${day}T00:00:00Z`));
  if (says === undefined) expect(warning).toBeUndefined();
  else expect(warning).toContain(says);
});

test("a stack that Copilot left is told to refresh its functions", () => {
  expect(runtimeWarning("nodejs20.x", new Date("2026-11-20T00:00:00Z"))).toBe(
    "No function can be created or updated with Lambda's runtime nodejs20.x any more, not even by a rollback. Deploy the function refresh of the stack, which moves it to nodejs24.x.",
  );
});

test("the runtime we deploy with is the newest of the table, and the days of each runtime are in order", () => {
  expect(nodeRuntimes.at(-1)?.name).toBe(deployedRuntime);
  for (const { deprecated, createBlocked, updateBlocked } of nodeRuntimes) {
    expect([deprecated, createBlocked, updateBlocked]).toEqual(
      [deprecated, createBlocked, updateBlocked].toSorted(),
    );
  }
});
