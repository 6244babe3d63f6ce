import { expect, test } from "vitest";
import { makeStackShelf } from "../../src/aws/stack-shelf.ts";
import { type ObservedStack, stackName } from "../../src/domain/stack.ts";

function stackOf(number: number): ObservedStack {
  const id = { account: "111111111111", region: "eu-west-1", name: stackName(`shop-test-w${number}`) };
  return {
    id,
    arn: `arn:aws:cloudformation:eu-west-1:111111111111:stack/${id.name}/1`,
    status: "UPDATE_COMPLETE",
    createdAt: new Date("2026-01-01T00:00:00Z"),
    updatedAt: new Date("2026-05-01T00:00:00Z"),
    parameters: { A: "1" },
    tags: {},
    terminationProtection: false,
    outputs: {},
    template: { kind: "read", template: { Resources: { Queue: { Type: "AWS::SQS::Queue" } } } },
  };
}

const operationOf = ({ arn, status }: ObservedStack) => ({
  arn,
  status,
  begun: new Date("2026-05-01T00:00:00Z"),
});

test("of a few stacks the very object that was laid down is taken up again", () => {
  const shelf = makeStackShelf();
  const stack = stackOf(1);
  shelf.put(stack, operationOf(stack));
  expect(shelf.get(stack.id, operationOf(stack))).toBe(stack);
});

test("of many, all are packed, and each is taken up as it was laid down", () => {
  const shelf = makeStackShelf();
  const stacks = Array.from({ length: 100 }, (_, number) => stackOf(number));
  for (const stack of stacks) shelf.put(stack, operationOf(stack));
  for (const stack of stacks) {
    const found = shelf.get(stack.id, operationOf(stack));
    expect(found).not.toBe(stack);
    expect(found).toEqual(stack);
  }
});

test("what is kept for another process is the same, whether the stack lay open or packed", () => {
  const [few, many] = [makeStackShelf(), makeStackShelf()];
  const [first, ...others] = Array.from({ length: 100 }, (_, number) => stackOf(number));
  if (first === undefined) throw new Error("no stack");
  few.put(first, operationOf(first));
  for (const stack of [first, ...others]) many.put(stack, operationOf(stack));
  expect(few.packed(first.id)).toEqual(many.packed(first.id));
  expect(few.packed(first.id)).toBe(few.packed(first.id));
});

test("a stack that was changed since is not taken up", () => {
  const shelf = makeStackShelf();
  const stack = stackOf(1);
  shelf.put(stack, operationOf(stack));
  const later = { ...operationOf(stack), begun: new Date("2026-06-01T00:00:00Z") };
  expect(shelf.get(stack.id, later)).toBeUndefined();
});

test("what a list of its place no longer has is dropped, and a list that comes again is not gone through again", () => {
  const shelf = makeStackShelf();
  const [one, two] = [stackOf(1), stackOf(2)];
  for (const stack of [one, two]) shelf.put(stack, operationOf(stack));
  const list = new Map([[String(one.id.name), {}]]);
  const lies = (stack: ObservedStack): boolean => shelf.get(stack.id, operationOf(stack)) !== undefined;
  shelf.keepOnly({ account: "999999999999", region: "eu-west-1" }, new Map());
  expect([lies(one), lies(two)]).toEqual([true, true]);
  shelf.keepOnly(one.id, list);
  expect([lies(one), lies(two)]).toEqual([true, false]);
  // Laid down after the list was read, such as one that was made a moment ago: the same list says nothing about it.
  shelf.put(two, operationOf(two));
  shelf.keepOnly(one.id, list);
  expect([lies(one), lies(two)]).toEqual([true, true]);
  shelf.keepOnly(one.id, new Map(list));
  expect([lies(one), lies(two)]).toEqual([true, false]);
});
