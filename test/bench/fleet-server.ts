import { serveWorld } from "../../src/simulator/protocols/serve-world.ts";
import { fleetOf } from "./fleet-application.ts";
import { makeIdleWorld } from "./fleet-world.ts";

/**
 * Serves an idle fleet to the process that started this one, which is measured: a simulated AWS of the size has no place in its
 * figures. First it says where it answers; to each later message it answers with the calls since the last one.
 */
const { world, credentials } = await makeIdleWorld(fleetOf(Number(process.argv[2])));
const served = await serveWorld(world);
let counted = 0;

process.on("message", () => {
  const calls: Record<string, number> = {};
  for (const { service, action, via } of world.log.records.slice(counted)) {
    if (via === undefined) calls[`${service}:${action}`] = (calls[`${service}:${action}`] ?? 0) + 1;
  }
  counted = world.log.records.length;
  process.send?.({ calls });
});
process.on("disconnect", () => {
  world.stop();
  void served.close();
});
process.send?.({ url: served.url, credentials, now: world.clock.now().toISOString() });
