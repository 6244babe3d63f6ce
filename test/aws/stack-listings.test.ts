import { expect, test } from "vitest";
import type { Session } from "../../src/aws/sessions.ts";
import { makeStackListings } from "../../src/aws/stack-listings.ts";
import { makeWorld } from "../../src/simulator/kernel/make-world.ts";

const place = { account: "222222222222", region: "eu-west-1" };

/** Lists of an account with so many pages of stacks, each of which takes so many seconds. */
function bench(pages: number, seconds: number) {
  const world = makeWorld({ seed: "listings", services: [] });
  let calls = 0;
  const send = async ({ input }: { readonly input: { readonly NextToken?: string } }): Promise<object> => {
    calls += 1;
    await world.clock.sleep(seconds * 1000);
    const next = Number(input.NextToken ?? 0) + 1;
    return { StackSummaries: [], ...(next < pages ? { NextToken: String(next) } : {}) };
  };
  // Listings ask a session for nothing else.
  const session = { principal: "role/look", cloudformation: { send } } as unknown as Session;
  const listings = makeStackListings(world.clock);
  const readAt = async (second: number): Promise<void> => {
    await world.clock.sleep(second * 1000);
    await listings.read(place, session);
  };
  return {
    listings,
    /** How many times the account is listed when it is asked for at these seconds. */
    lists: async (...at: readonly number[]): Promise<number> => {
      calls = 0;
      await world.run(Promise.all(at.map(readAt)));
      return calls / pages;
    },
  };
}

test.each([
  ["a list is shared for 15 seconds", 1, 0, [0, 1, 15], 1],
  ["an older one is read anew", 1, 0, [0, 16], 2],
  ["one that is still being read is shared, however long that takes", 33, 1, [0, 16, 32], 1],
  ["a long one is shared longer: 33 pages for 49 seconds", 33, 0.1, [0, 16, 49], 1],
  ["but not forever", 33, 0.1, [0, 50], 2],
  ["and at most a minute", 250, 0.01, [0, 60, 61], 2],
])("%s", async (_, pages, seconds, at, times) => {
  expect(await bench(pages, seconds).lists(...at)).toBe(times);
});

test("what was changed there is seen by the next who asks, also while a list is being read", async () => {
  const on = bench(33, 1);
  const reading = on.lists(0, 2, 4);
  on.listings.outdate(place);
  expect(await reading).toBe(1);
  on.listings.outdate(place);
  expect(await on.lists(0)).toBe(1);
});
