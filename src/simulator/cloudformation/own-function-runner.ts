import type { FunctionSource } from "../../functions/catalog.ts";
import type { Attributes, CustomResourceEvent } from "../../functions/custom-resource/event.ts";
import type { FunctionClock } from "../../functions/custom-resource/world.ts";
import type { OwnFunctions } from "../../functions/own-functions.ts";
import { playCopilotFunctions } from "./copilot-functions.ts";
import type { CustomResourceResponse, FunctionInvocation, FunctionRunner } from "./function-runner.ts";
import { standInFor } from "./stand-in.ts";
import { isJsonMap } from "../../template/json-pointer.ts";
import type { World } from "../kernel/world.ts";
import { makeRequestHandler } from "../protocols/make-request-handler.ts";

/**
 * Runs our own functions in a simulated AWS, as their Lambda role and on its clock, where the Lambda function's code is one
 * of our bundles, or Copilot's for something that ours does alike outside CloudFormation; plays Copilot's otherwise.
 */
export function ownFunctionRunner(own: OwnFunctions): FunctionRunner {
  return async (invocation) => {
    const code = invocation.function.properties["Code"];
    const key = isJsonMap(code) ? code["S3Key"] : undefined;
    const ours = typeof key === "string" ? own.sourceOf(key) : undefined;
    const source = ours ?? standInFor(invocation.event);
    return source === undefined ? playCopilotFunctions(invocation) : run(own, source, invocation);
  };
}

async function run(
  own: OwnFunctions,
  source: FunctionSource,
  invocation: FunctionInvocation,
): Promise<CustomResourceResponse> {
  const { world, region, principal } = invocation;
  const { accessKeyId, secretAccessKey } = world.issueCredentials(principal, { lifetimeSeconds: 900 });
  const timeout = Number(invocation.function.properties["Timeout"] ?? 3) * 1000;
  const end = world.clock.time + timeout;
  const event: CustomResourceEvent = invocation.event;
  const { Data: data, ...response } = await own.run(source, event, {
    world: {
      aws: {
        region,
        credentials: { accessKeyId, secretAccessKey },
        requestHandler: makeRequestHandler(world),
        maxAttempts: 8,
      },
      clock: functionClock(world),
      environment: {},
      log: () => undefined,
      put: () => Promise.reject(new Error("The response is handed over in process.")),
    },
    context: {
      logGroupName: `/aws/lambda/${invocation.function.name}`,
      logStreamName: invocation.logStreamName,
      getRemainingTimeInMillis: () => end - world.clock.time,
    },
  });
  if (response.Status === "FAILED") return { ...response, Status: "FAILED", Reason: response.Reason ?? "" };
  return { ...response, Status: "SUCCESS", Data: jsonOf(data ?? {}) };
}

function functionClock({ clock }: World): FunctionClock {
  return {
    now: () => clock.time,
    sleep: (milliseconds) => clock.sleep(milliseconds),
    alarm(milliseconds, ring) {
      const off = new AbortController();
      clock.sleep(milliseconds, off.signal).then(ring, () => undefined);
      return () => off.abort();
    },
  };
}

function jsonOf(data: Attributes): Record<string, string | number | string[]> {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      typeof value === "string" || typeof value === "number" ? value : [...value],
    ]),
  );
}
