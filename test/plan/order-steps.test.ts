import fc from "fast-check";
import { expect, test } from "vitest";
import type { Step } from "../../src/domain/plan.ts";
import { nameInEnvironment } from "../../src/domain/target.ts";
import { orderSteps } from "../../src/plan/order-steps.ts";
import { createStep } from "../../src/plan/step.ts";
import { desiredStack } from "../support/stacks.ts";

function step(workload: string | undefined, dependsOn: readonly string[]): Step {
  return createStep(
    { environment: "test", ...(workload === undefined ? {} : { workload }), dependsOn },
    desiredStack(),
    "it does not exist",
  );
}

/** Workloads named by numbers, each depending only on smaller ones, so that there is no circle. */
const acyclic = fc
  .array(fc.array(fc.nat(8), { maxLength: 3 }), { minLength: 1, maxLength: 8 })
  .map((lists) =>
    lists.map((list, index) =>
      step(
        `w${index}`,
        list.filter((other) => other < index).map((other) => `w${other}`),
      ),
    ),
  )
  .chain((steps) => fc.shuffledSubarray(steps, { minLength: steps.length }));

test("each step comes after those of the workloads that it depends on", () => {
  fc.assert(
    fc.property(acyclic, (steps) => {
      const ordered = names(orderSteps(steps));
      for (const { workload, dependsOn } of steps) {
        for (const dependency of dependsOn)
          expect(ordered.indexOf(dependency)).toBeLessThan(ordered.indexOf(workload ?? ""));
      }
    }),
  );
});

test("the order does not depend on the order that the steps came in", () => {
  fc.assert(
    fc.property(acyclic, (steps) => {
      expect(names(orderSteps(steps))).toEqual(names(orderSteps(steps.toReversed())));
    }),
  );
});

test("a circle is broken at the name that comes first, and no step is lost", () => {
  const ordered = orderSteps([step("b", ["a"]), step("a", ["b"]), step("c", ["a"])]);
  expect(names(ordered)).toEqual(["b", "a", "c"]);
});

test("the environment's own steps come before those of its workloads", () => {
  const ordered = orderSteps([step("b", []), step(undefined, []), step("a", []), step(undefined, [])]);
  expect(names(ordered)).toEqual(["test", "test", "a", "b"]);
});

function names(list: readonly Step[]): readonly string[] {
  return list.map(nameInEnvironment);
}
