import { expect, test } from "vitest";
import { makeGitHubChannel } from "../../src/github/github-channel.ts";
import { makeGitHubClient } from "../../src/github/github-client.ts";
import { applied, began, commitOf, looked, minute, openBench, stepFor } from "../slack/bench.ts";
import { GitHubWrites } from "../support/github-writes.ts";

const api = stepFor("api");

/** A task that hears of its passes and tells GitHub of them, as long as it is its turn. */
function openTask() {
  let isOurs = true;
  let writes: GitHubWrites | undefined;
  const bench = openBench(({ clock, book }) => {
    writes ??= new GitHubWrites(() => clock.now());
    const { send } = writes;
    const auth = { kind: "token", token: "ghp_stub" } as const;
    const client = makeGitHubClient({ repository: "acme/shop", auth, now: () => clock.now(), send });
    return makeGitHubChannel({
      clientOf: () => client,
      statuses: true,
      deployments: true,
      nameOf: (_application, environment) => environment,
      linkTo: () => undefined,
      book,
      clock,
      isOurs: () => isOurs,
    });
  });
  bench.start();
  if (writes === undefined) throw new Error("the channel was not opened");
  return { ...bench, github: writes, turn: (ours: boolean) => void (isOurs = ours) };
}

test("a task that lost the lease in the middle of a deployment tells no more of it; with its turn it says what is then so", async () => {
  const task = openTask();
  task.tell(looked(commitOf("a"), { inSync: ["api"] }));
  await task.pass(minute);
  task.tell(looked(commitOf("b"), { steps: [api] }), began(api));
  await task.pass(minute);
  const before = task.github.statuses.length;
  task.turn(false);
  // What it was still doing when it lost the lease ends here as well.
  task.tell(applied(api), looked(commitOf("b"), { inSync: ["api"] }));
  await task.pass(10 * minute);
  expect(task.github.statuses).toHaveLength(before);
  expect(task.github.deploymentStatuses.map(({ state }) => state)).toEqual(["in_progress"]);
  task.turn(true);
  task.tell(looked(commitOf("b"), { inSync: ["api"] }));
  await task.pass(minute);
  expect(task.github.statuses.at(-1)).toMatchObject({ state: "success" });
  expect(task.github.deploymentStatuses.map(({ state }) => state)).toEqual(["in_progress", "success"]);
  task.kill();
});
