import { expect, test } from "vitest";
import type { Inconsistency } from "../../src/domain/inconsistency.ts";
import { placesView } from "../../src/server/views/places-view.ts";

const lost: Inconsistency = {
  environment: "production",
  workload: "api",
  places: {
    kind: "workload",
    files: "present",
    record: "absent",
    stack: "UPDATE_COMPLETE",
    repository: "present",
  },
  verdict: "record-lost",
  mending: "adopt",
  explanation: "api runs and Copilot's <record> of it is gone",
  remedy: "autoland sync",
};

test("what the three places say of a thing stands in one row, with what it means and what to do", async () => {
  const page = String(await placesView([lost]));
  for (const told of [
    "production/api",
    "record-lost",
    "Git yes, record no, stack UPDATE_COMPLETE",
    "autoland sync",
  ])
    expect(page).toContain(told);
  expect(page).toContain("&lt;record&gt;");
});

test("where they agree there is no table", async () => {
  expect(String(await placesView([]))).toBe("");
});
