import * as fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { prioritiesFor } from "../../src/functions/environment/rule-priorities.ts";
import { rulePriority } from "../../src/functions/handlers/rule-priority.ts";
import { FakeAws } from "./fakes/fake-aws.ts";
import { FakeLoadBalancing } from "./fakes/load-balancing.ts";
import { customResourceEvent, runFunction } from "./run-function.ts";

let balancing: FakeLoadBalancing;
let aws: FakeAws;

beforeEach(() => {
  balancing = new FakeLoadBalancing();
  aws = new FakeAws({ elasticloadbalancing: balancing.service });
});

test.each([
  {
    situation: "a listener with only its default rule",
    taken: ["default"],
    paths: ["api"],
    data: { Priority: 1 },
  },
  {
    situation: "rules on several pages",
    taken: ["default", "3", "17", "5", "50000"],
    paths: ["api"],
    data: { Priority: 18 },
  },
  {
    situation: "the root path first",
    taken: ["default", "3"],
    paths: ["/", "api", "/"],
    data: { Priority: 50_000, Priority1: 4, Priority2: 49_999 },
  },
  {
    situation: "root rules that stand already",
    taken: ["49998", "default", "50000", "7"],
    paths: ["/", "/"],
    data: { Priority: 49_997, Priority1: 49_996 },
  },
  {
    situation: "a rule at the end of the ordinary range",
    taken: ["47999", "47997"],
    paths: ["a", "b"],
    data: { Priority: 47_996, Priority1: 47_998 },
  },
  {
    situation: "a root rule at the end of the root range",
    taken: ["48000", "49999"],
    paths: ["/", "/"],
    data: { Priority: 50_000, Priority1: 49_998 },
  },
])("$situation: each path gets a free priority", async ({ taken, paths, data }) => {
  balancing.listeners.set("arn:listener", taken);
  for (const type of ["Create", "Update"] as const) {
    const event = customResourceEvent(type, { ListenerArn: "arn:listener", RulePath: paths });
    const { response } = await runFunction(rulePriority, event, { aws, timeoutSeconds: 600 });
    expect(response).toMatchObject({
      Status: "SUCCESS",
      PhysicalResourceId: "alb-rule-priority-TheAction",
      Data: data,
    });
  }
});

test("the same request again gets the same priorities", async () => {
  balancing.listeners.set("arn:listener", ["default", "9"]);
  const event = customResourceEvent("Create", { ListenerArn: "arn:listener", RulePath: ["a", "/"] });
  const first = await runFunction(rulePriority, event, { aws });
  expect((await runFunction(rulePriority, event, { aws })).body).toBe(first.body);
});

test("a template from before rules had paths takes one priority", async () => {
  balancing.listeners.set("arn:listener", ["4"]);
  const event = customResourceEvent("Update", { ListenerArn: "arn:listener" });
  expect((await runFunction(rulePriority, event, { aws })).response.Data).toEqual({ Priority: 5 });
});

test("an id that Copilot's function gave is kept", async () => {
  balancing.listeners.set("arn:listener", []);
  const event = customResourceEvent(
    "Update",
    { ListenerArn: "arn:listener", RulePath: ["a"] },
    { PhysicalResourceId: "alb-rule-priority-HTTPRulePriorityAction" },
  );
  expect((await runFunction(rulePriority, event, { aws })).response.PhysicalResourceId).toBe(
    "alb-rule-priority-HTTPRulePriorityAction",
  );
});

test("deleting asks nothing of AWS", async () => {
  const event = customResourceEvent(
    "Delete",
    { ListenerArn: "arn:gone", RulePath: ["a"] },
    { PhysicalResourceId: "id" },
  );
  const { response } = await runFunction(rulePriority, event, { aws });
  expect(response).toMatchObject({ Status: "SUCCESS", PhysicalResourceId: "id" });
  expect(aws.calls).toEqual([]);
});

test("a listener that does not exist fails with its name", async () => {
  const event = customResourceEvent("Create", { ListenerArn: "arn:gone", RulePath: ["a"] });
  const { response } = await runFunction(rulePriority, event, { aws });
  expect(response).toMatchObject({ Status: "FAILED", PhysicalResourceId: "alb-rule-priority-TheAction" });
  expect(response.Reason).toContain("listener arn:gone: ListenerNotFound");
});

test("a missing property fails with its name", async () => {
  const event = customResourceEvent("Create", { RulePath: ["a"] });
  expect((await runFunction(rulePriority, event, { aws })).response.Reason).toContain(
    "Property ListenerArn of TheAction is missing",
  );
});

test("priorities are free, distinct, in their path's range, and ordered as the paths are", () => {
  const taken = fc.array(
    fc.oneof(fc.integer({ min: 1, max: 50_000 }), fc.integer({ min: 47_990, max: 48_010 })),
    { maxLength: 30 },
  );
  const paths = fc.array(fc.constantFrom("/", "a", "b"), { maxLength: 8 });
  fc.assert(
    fc.property(taken, paths, (occupied, wanted) => {
      const found = prioritiesFor(wanted, occupied);
      expect(found).toHaveLength(wanted.length);
      expect(new Set([...found, ...occupied]).size).toBe(new Set(occupied).size + found.length);
      const roots = found.filter((_, index) => wanted[index] === "/");
      const others = found.filter((_, index) => wanted[index] !== "/");
      expect(roots.every((priority) => priority >= 48_000 && priority <= 50_000)).toBe(true);
      expect(others.every((priority) => priority >= 1 && priority < 48_000)).toBe(true);
      expect(roots).toEqual(roots.toSorted((a, b) => b - a));
      expect(others).toEqual(others.toSorted((a, b) => a - b));
    }),
  );
});

test("a full range is refused", () => {
  const taken = Array.from({ length: 2001 }, (_, index) => 48_000 + index);
  expect(() => prioritiesFor(["/"], taken)).toThrow("No 1 free priorities between 48000 and 50000");
});
