import type { CustomResourceResponse } from "../../src/simulator/cloudformation/function-runner.ts";
import { setFunctionRunner } from "../../src/simulator/cloudformation/function-registry.ts";
import type { World } from "../../src/simulator/kernel/world.ts";
import { makeRequestHandler } from "../../src/simulator/protocols/make-request-handler.ts";
import { administratorOf } from "../../src/simulator/seeding/caller.ts";
import { serveWorld } from "../../src/simulator/protocols/serve-world.ts";
import { makeSimulatedAws } from "../../src/simulator/simulated-aws.ts";
import type { Backend } from "./backend.ts";
import { makeClients, type ClientOptions } from "./make-clients.ts";

const region = "eu-west-1";

/** The simulated AWS as a request handler, on its virtual clock. */
export async function simulatedInProcess(): Promise<Backend> {
  const world = makeSimulatedAws({ seed: "contract" });
  playVerdicts(world);
  return {
    name: "simulated AWS in process",
    ...(await callers(world, { kind: "handler", requestHandler: makeRequestHandler(world) })),
    run: (work) => world.run(work),
    pause: () => world.clock.sleep(5000),
    close: async () => world.stop(),
  };
}

/** The simulated AWS behind a loopback address, a thousand times as fast as AWS. */
export async function simulatedOverHttp(): Promise<Backend> {
  const world = makeSimulatedAws({ seed: "contract", clock: { kind: "scaled", factor: 1000 } });
  playVerdicts(world);
  const served = await serveWorld(world);
  return {
    name: "simulated AWS over HTTP",
    ...(await callers(world, { kind: "endpoint", endpoint: served.url })),
    run: (work) => work,
    pause: () => world.clock.sleep(5000),
    close: async () => {
      world.stop();
      await served.close();
    },
  };
}

async function callers(
  world: World,
  via: ClientOptions["via"],
): Promise<Pick<Backend, "region" | "account" | "otherAccount" | "clientsOf" | "clientsWith">> {
  const account = "111122223333";
  const otherAccount = "444455556666";
  // Users, for root may not assume roles.
  const administrators = new Map<string, Awaited<ReturnType<typeof administratorOf>>>();
  for (const one of [account, otherAccount]) {
    administrators.set(one, await administratorOf(world, one, region));
  }
  return {
    region,
    account,
    otherAccount,
    clientsOf: (of) => {
      const administrator = administrators.get(of);
      if (administrator === undefined) throw new Error(`${of} is no account of this world`);
      return makeClients({ region, credentials: administrator.credentials, via });
    },
    clientsWith: (credentials) => makeClients({ region, credentials, via }),
  };
}

/** Plays the function of `cases/verdict-function.ts`, which elsewhere runs as JavaScript. */
function playVerdicts(world: World): void {
  setFunctionRunner(world, async ({ event }): Promise<CustomResourceResponse> => {
    const { Verdict, Word } = event.ResourceProperties;
    if (Verdict === "FAILED" && event.RequestType !== "Delete") {
      return { Status: "FAILED", Reason: "the verdict is no", PhysicalResourceId: "verdict" };
    }
    return {
      Status: "SUCCESS",
      PhysicalResourceId: "verdict",
      Data: { Echo: `${event.RequestType} ${typeof Word === "string" ? Word : ""}` },
    };
  });
}
