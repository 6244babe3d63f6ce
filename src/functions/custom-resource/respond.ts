import type { CustomResourceRequest } from "./custom-resource.ts";
import type { CustomResourceResponse } from "./event.ts";
import { cutToJsonBytes, messageOf } from "./reason.ts";
import type { FunctionWorld } from "./world.ts";

/** The largest response body that CloudFormation reads, in bytes. */
export const responseLimit = 4096;

const attempts = 5;

/**
 * Sends the response to the address that CloudFormation gave, five times at most while the address does not answer or
 * answers with a fault of its own. Throws when it was not taken, so that Lambda runs the whole function again.
 */
export async function respond(
  world: FunctionWorld,
  url: string,
  response: CustomResourceResponse,
): Promise<void> {
  const body = JSON.stringify(response);
  for (let attempt = 1; ; attempt += 1) {
    const problem = await problemOfSending(world, url, body);
    if (problem === undefined) return;
    world.log(`Attempt ${attempt} of ${attempts} to answer CloudFormation: ${problem.text}`);
    if (!problem.passing || attempt === attempts) {
      throw new Error(
        `CloudFormation did not take the response for ${response.LogicalResourceId}: ${problem.text}`,
      );
    }
    await world.clock.sleep(500 * 2 ** attempt);
  }
}

/** The response, made to fit the limit: a reason is cut, data that does not fit turn it into a failure that says so. */
export function fittingResponse(response: CustomResourceResponse): CustomResourceResponse {
  if (sizeOf(response) <= responseLimit) return response;
  const { Data: data, ...rest } = response;
  if (data === undefined) {
    const withoutReason = sizeOf({ ...rest, Reason: "" });
    return { ...rest, Reason: cutToJsonBytes(rest.Reason ?? "", responseLimit - withoutReason + 2) };
  }
  const largest = Object.entries(data)
    .toSorted(([, a], [, b]) => JSON.stringify(b).length - JSON.stringify(a).length)
    .slice(0, 3)
    .map(([name]) => name);
  return {
    ...rest,
    Status: "FAILED",
    Reason: `The attributes of ${response.LogicalResourceId} take ${sizeOf(response)} bytes; CloudFormation reads ${responseLimit} at most. The largest are ${largest.join(", ")}: make them shorter.`,
  };
}

/** Bytes of JSON that the attributes of a successful response to this request may take. */
export function roomForData(request: CustomResourceRequest): number {
  const { event } = request;
  const empty = sizeOf({
    Status: "SUCCESS",
    PhysicalResourceId: request.currentId(),
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
    Data: {},
  });
  return responseLimit - empty + 2;
}

function sizeOf(response: CustomResourceResponse): number {
  return Buffer.byteLength(JSON.stringify(response));
}

async function problemOfSending(
  world: FunctionWorld,
  url: string,
  body: string,
): Promise<{ readonly text: string; readonly passing: boolean } | undefined> {
  try {
    const status = await world.put(url, body);
    if (status >= 200 && status < 300) return undefined;
    return { text: `HTTP status ${status}`, passing: status >= 500 || status === 429 || status === 0 };
  } catch (error) {
    return { text: messageOf(error), passing: true };
  }
}
