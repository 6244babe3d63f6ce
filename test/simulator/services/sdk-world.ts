import { makeSimulatedAws } from "../../../src/simulator/simulated-aws.ts";
import { rootOf, type Credentials, type Principal } from "../../../src/simulator/kernel/principal.ts";
import type { World } from "../../../src/simulator/kernel/world.ts";
import { makeRequestHandler } from "../../../src/simulator/protocols/make-request-handler.ts";

/** The account that most tests act in. */
export const account = "111122223333";

/** The region that most tests act in. */
export const region = "eu-west-1";

/** A world with all services that this folder tests, IAM enforced. */
export function sdkWorld(start?: string): World {
  return makeSimulatedAws({ seed: "services", ...(start === undefined ? {} : { start: new Date(start) }) });
}

/** Options for an SDK client that talks to the world as the root of an account, unless told otherwise. */
export function clientOptions(
  world: World,
  as: { readonly principal?: Principal; readonly region?: string; readonly credentials?: Credentials } = {},
): {
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly requestHandler: ReturnType<typeof makeRequestHandler>;
  readonly maxAttempts: number;
} {
  const credentials = as.credentials ?? world.issueCredentials(as.principal ?? rootOf(account));
  return {
    region: as.region ?? region,
    // Without the expiry: the SDK would compare simulated time with real time.
    credentials: {
      accessKeyId: credentials.accessKeyId,
      secretAccessKey: credentials.secretAccessKey,
      ...(credentials.sessionToken === undefined ? {} : { sessionToken: credentials.sessionToken }),
    },
    requestHandler: makeRequestHandler(world),
    maxAttempts: 1,
  };
}

/** The name and message of the error that a call ends in; fails the test when it ends well. */
export async function failureOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
  throw new Error("the call ended well");
}
