import type { CustomResource, CustomResourceRequest } from "./custom-resource.ts";
import type { Attributes, CustomResourceEvent, CustomResourceResponse, LambdaContext } from "./event.ts";
import { currentProperties, MissingPropertyError, previousProperties } from "./properties.ts";
import { messageOf, reasonOf, withoutSecrets } from "./reason.ts";
import { fittingResponse } from "./respond.ts";
import type { FunctionWorld } from "./world.ts";

/** Time kept for the answer itself, in milliseconds; Copilot's functions keep the same half minute. */
const timeToAnswer = 30_000;
const timeToTakeBack = 10_000;

/**
 * Serves one request and gives the response, whatever happens: an error, or too little time left, becomes FAILED with a
 * reason and with the physical id that holds at that moment. A Delete without a property that Create needs succeeds: it
 * follows a Create that failed for it, and would otherwise fail the rollback. Never rejects; sends nothing.
 */
export async function settle(
  resource: CustomResource,
  event: CustomResourceEvent,
  context: LambdaContext,
  world: FunctionWorld,
): Promise<CustomResourceResponse> {
  let physicalId = event.PhysicalResourceId ?? event.LogicalResourceId;
  let doing = `${event.RequestType} of ${event.LogicalResourceId}`;
  const deadline = deadlineOf(context, world);
  const steps: (() => Promise<unknown>)[] = [];
  try {
    const properties = currentProperties(event);
    physicalId = resource.physicalId(event, properties);
    const request: CustomResourceRequest = {
      event,
      properties,
      previous: previousProperties(event),
      aws: world.aws,
      pause: (milliseconds, awaited) => deadline.pause(milliseconds, awaited),
      onFailure: (takeBack) => steps.unshift(takeBack),
      log: (line) => world.log(withoutSecrets(line)),
      currentId: () => physicalId,
      identify: (id) => {
        physicalId = id;
      },
    };
    doing = resource.doing(request);
    const data = await Promise.race([serve(resource, request), deadline.passed]);
    return fittingResponse({ Status: "SUCCESS", ...addressOf(event, physicalId), Data: data });
  } catch (error) {
    if (event.RequestType === "Delete" && error instanceof MissingPropertyError) {
      world.log(`Nothing to delete, since nothing could be made: ${error.message}`);
      return fittingResponse({ Status: "SUCCESS", ...addressOf(event, physicalId), Data: {} });
    }
    const log = `${context.logGroupName}/${context.logStreamName}`;
    world.log(withoutSecrets(`${doing} failed: ${messageOf(error)}`));
    for (const step of steps) await takeBack(step, world);
    const reason = reasonOf(error, { doing, log });
    return fittingResponse({ Status: "FAILED", Reason: reason, ...addressOf(event, physicalId) });
  } finally {
    deadline.cancel();
  }
}

async function serve(resource: CustomResource, request: CustomResourceRequest): Promise<Attributes> {
  const kind: string = request.event.RequestType;
  if (kind === "Create") return resource.create(request);
  if (kind === "Update") return resource.update(request);
  if (kind !== "Delete")
    throw new Error(`CloudFormation asked for ${kind}; known are Create, Update and Delete.`);
  await resource.delete(request);
  return {};
}

/** What cannot be taken back in time is left and logged: the answer must go out. */
async function takeBack(step: () => Promise<unknown>, world: FunctionWorld): Promise<void> {
  const { promise: passed, reject } = Promise.withResolvers<never>();
  const cancel = world.clock.alarm(timeToTakeBack, () => reject(new Error("no answer in time")));
  try {
    await Promise.race([step(), passed]);
  } catch (error) {
    world.log(withoutSecrets(`Could not take back what this request had made: ${messageOf(error)}`));
  } finally {
    cancel();
  }
}

function addressOf(
  event: CustomResourceEvent,
  physicalId: string,
): Pick<CustomResourceResponse, "PhysicalResourceId" | "StackId" | "RequestId" | "LogicalResourceId"> {
  return {
    PhysicalResourceId: physicalId,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
  };
}

interface Deadline {
  readonly passed: Promise<never>;
  pause(milliseconds: number, awaited: string): Promise<void>;
  cancel(): void;
}

/** Lambda kills a function at its timeout without a word, and CloudFormation would then wait for an hour. */
function deadlineOf(context: LambdaContext, world: FunctionWorld): Deadline {
  const remaining = context.getRemainingTimeInMillis();
  const allowed = remaining - Math.min(timeToAnswer, remaining / 5);
  const end = world.clock.now() + allowed;
  let waitingFor = "AWS's answer";
  const { promise: passed, reject } = Promise.withResolvers<never>();
  passed.catch(() => undefined);
  const cancel = world.clock.alarm(allowed, () => reject(tooLate()));
  return { passed, cancel, pause };

  /** Throws after the deadline too: a frozen Lambda that thaws for the next request must not go on with this one. */
  async function pause(milliseconds: number, awaited: string): Promise<void> {
    waitingFor = awaited;
    if (world.clock.now() + milliseconds >= end) throw tooLate();
    await world.clock.sleep(milliseconds);
    if (world.clock.now() >= end) throw tooLate();
  }

  function tooLate(): Error {
    return new Error(
      `Waited ${Math.round(allowed / 1000)} seconds for ${waitingFor}, and the function's time ends; deploy again to go on from what is done.`,
    );
  }
}
