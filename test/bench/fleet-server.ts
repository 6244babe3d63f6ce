import { parseArgs } from "node:util";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { serveWorld } from "../../src/simulator/protocols/serve-world.ts";
import { cacheBucket, fleetAccount, fleetOf, fleetRegion } from "./fleet-application.ts";
import { makeRepositories } from "./fleet-repositories.ts";
import { makeIdleWorld } from "./fleet-world.ts";

/**
 * Serves an idle fleet of `--targets` to the process that started this one: a simulated AWS of the size has no place in the figures of
 * what is measured. With `--repositories DIR` each application's files are in a Git repository there. First it says where it answers;
 * to each later message it answers with the calls since the last one.
 */
const { targets = "20", repositories } = parseArgs({
  options: { targets: { type: "string" }, repositories: { type: "string" } },
}).values;
const fleet = fleetOf(Number(targets));
const commits = repositories === undefined ? undefined : await makeRepositories(repositories, fleet);
const { world, credentials } = await makeIdleWorld({
  fleet,
  now: new Date(),
  ...(commits === undefined ? {} : { commitOf: ({ name }) => commits.get(name) ?? "" }),
});
await world.call({
  service: "s3",
  action: "CreateBucket",
  credentials: world.issueCredentials(rootOf(fleetAccount)),
  region: fleetRegion,
  input: { Bucket: cacheBucket, CreateBucketConfiguration: { LocationConstraint: fleetRegion } },
});
let calls: Record<string, number> = {};
const served = await serveWorld({
  random: world.random,
  call: (call) => {
    const name = `${call.service}:${call.action}`;
    calls[name] = (calls[name] ?? 0) + 1;
    return world.call(call);
  },
});

process.on("message", () => {
  process.send?.({ calls });
  calls = {};
  // Nobody reads it here, and a world remembers every call.
  world.log.restore([]);
});
process.on("disconnect", () => {
  world.stop();
  void served.close();
});
process.send?.({ url: served.url, credentials, now: world.clock.now().toISOString() });
