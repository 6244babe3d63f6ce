import { serveWorld } from "../../src/simulator/protocols/serve-world.ts";
import { clonedWorld, fleetPlan } from "./fleet-clones.ts";
import { makeIdleWorld } from "./fleet-world.ts";

/**
 * Serves an idle fleet to the process that started this one, which is measured: a simulated AWS of the size has no place in its
 * figures. First it says where it answers; to each later message it answers with the calls since the last one. Every answer takes
 * `latency` milliseconds, the second argument.
 */
const [, , targets = "20", latency = "0"] = process.argv;
const plan = fleetPlan(Number(targets));
const { world, credentials } = await makeIdleWorld(plan.real);
let calls: Record<string, number> = {};
const cloned = clonedWorld(world, plan, (call) => (calls[call] = (calls[call] ?? 0) + 1));
const served = await serveWorld({
  random: cloned.random,
  call: async (call) => {
    const answer = await cloned.call(call);
    if (Number(latency) > 0) await new Promise((resolve) => setTimeout(resolve, Number(latency)));
    return answer;
  },
});

process.on("message", () => {
  process.send?.({ calls });
  calls = {};
});
process.on("disconnect", () => {
  world.stop();
  void served.close();
});
process.send?.({ url: served.url, credentials, now: world.clock.now().toISOString() });
