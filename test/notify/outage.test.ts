import { expect, test } from "vitest";
import {
  began,
  commitOf,
  failed,
  type HappeningOf,
  looked,
  minute,
  openBench,
  stepFor,
} from "../slack/bench.ts";
import { heldBack } from "../report/situations.ts";

const applications = Array.from({ length: 20 }, (_, index) => `app-${index}`);
const workloads = Array.from({ length: 10 }, (_, index) => `service-${index}`);

/** Of one application: none of its ten workloads can be looked at, each in words of its own. */
function dark(application: string, digit: string, time: number): HappeningOf {
  const held = workloads.map((workload, index) => ({
    ...heldBack("Throttled", workload),
    message: `stack ${application}-test-${workload} could not be read: Rate exceeded (request id 0f9a1b2c-1111-4222-8333-${String(time * 1000 + index).padStart(12, "0")})`,
  }));
  return { ...looked(commitOf(digit), { held }), application };
}

function light(application: string, digit: string): HappeningOf {
  return { ...looked(commitOf(digit), { inSync: workloads }), application };
}

test("an outage over 200 targets, with a commit to all of them in it, is two messages of a bot", async () => {
  const bench = openBench();
  bench.start();
  bench.tell(...applications.map((application) => light(application, "a")));
  await bench.pass(minute);
  for (let time = 0; time < 30; time += 1) {
    bench.tell(...applications.map((application) => dark(application, time < 15 ? "a" : "b", time)));
    if (time === 15) {
      const step = stepFor("service-0");
      for (const [index, application] of applications.entries()) {
        const message = `Rate exceeded (request id 1f9a1b2c-1111-4222-8333-${String(index).padStart(12, "0")})`;
        bench.tell({ ...began(step), application }, { ...failed(step, message, "Throttled"), application });
      }
    }
    await bench.pass(minute);
  }
  bench.tell(...applications.map((application) => light(application, "b")));
  await bench.pass(10 * minute);
  expect(bench.slack.posts.map(({ text }) => text)).toEqual([
    "200 things can be looked at again",
    "20 deployments failed for one cause",
  ]);
  expect(bench.slack.messages).toHaveLength(2);
  expect(bench.faults).toEqual([]);
  bench.kill();
});

test("of an incoming webhook, which cannot edit, it is two messages: the begin and the end", async () => {
  const bench = openBench("webhook");
  bench.start();
  bench.tell(...applications.map((application) => light(application, "a")));
  await bench.pass(minute);
  for (let time = 0; time < 30; time += 1) {
    bench.tell(...applications.map((application) => dark(application, "a", time)));
    await bench.pass(minute);
  }
  bench.tell(...applications.map((application) => light(application, "a")));
  await bench.pass(10 * minute);
  expect(bench.slack.posts.map(({ text }) => text)).toEqual([
    "200 things cannot be looked at",
    "200 things can be looked at again",
  ]);
  bench.kill();
});

test("what is over within three minutes is no message at all", async () => {
  const bench = openBench();
  bench.start();
  bench.tell(...applications.map((application) => light(application, "a")));
  await bench.pass(minute);
  bench.tell(...applications.map((application) => dark(application, "a", 0)));
  await bench.pass(2 * minute);
  bench.tell(...applications.map((application) => light(application, "a")));
  await bench.pass(10 * minute);
  expect(bench.slack.posts).toEqual([]);
  bench.kill();
});
