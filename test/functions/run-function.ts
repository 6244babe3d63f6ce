import type { CustomResource } from "../../src/functions/custom-resource/custom-resource.ts";
import { lambdaHandler } from "../../src/functions/custom-resource/entry.ts";
import type {
  CustomResourceEvent,
  CustomResourceResponse,
} from "../../src/functions/custom-resource/event.ts";
import type { FunctionWorld } from "../../src/functions/custom-resource/world.ts";
import { FakeClock } from "./fakes/clock.ts";
import type { FakeAws } from "./fakes/fake-aws.ts";

/** A function's run: what it answered, what it logged, how long it took on the fake clock, in seconds. */
export interface FunctionRun {
  readonly response: CustomResourceResponse;
  /** The body as it went over the wire. */
  readonly body: string;
  readonly log: readonly string[];
  readonly seconds: number;
}

/** Runs a custom resource's Lambda handler against fakes and gives what CloudFormation received. */
export async function runFunction(
  resource: CustomResource,
  event: CustomResourceEvent,
  options: { readonly aws: FakeAws; readonly clock?: FakeClock; readonly timeoutSeconds?: number },
): Promise<FunctionRun> {
  const clock = options.clock ?? new FakeClock();
  const started = clock.elapsed;
  const bodies: string[] = [];
  const log: string[] = [];
  const world: FunctionWorld = {
    aws: options.aws.config,
    clock,
    environment: {},
    log: (line) => log.push(line),
    async put(url, body) {
      if (url !== event.ResponseURL) throw new Error(`Answered ${url}`);
      bodies.push(body);
      return 200;
    },
  };
  await lambdaHandler(resource, world)(event, {
    logGroupName: "/aws/lambda/shop-test-function",
    logStreamName: "2026/11/20/[$LATEST]abc",
    getRemainingTimeInMillis: () => (options.timeoutSeconds ?? 900) * 1000,
  });
  const [body] = bodies;
  if (body === undefined || bodies.length !== 1) throw new Error(`${bodies.length} answers were sent.`);
  return {
    response: JSON.parse(body) as CustomResourceResponse,
    body,
    log,
    seconds: clock.elapsed - started,
  };
}

/** A request as CloudFormation sends it. */
export function customResourceEvent(
  type: CustomResourceEvent["RequestType"],
  properties: CustomResourceEvent["ResourceProperties"],
  rest: Partial<CustomResourceEvent> = {},
): CustomResourceEvent {
  return {
    RequestType: type,
    RequestId: "0f3d9a52-8f0b-4f6e-9a3c-000000000001",
    StackId: "arn:aws:cloudformation:eu-west-1:111111111111:stack/shop-test-api/5f0c",
    LogicalResourceId: "TheAction",
    ResourceType: "Custom::TheFunction",
    ResponseURL:
      "https://cloudformation-custom-resource-response-euwest1.s3.amazonaws.com/answer?X-Amz-Signature=secret",
    ResourceProperties: { ServiceToken: "arn:aws:lambda:eu-west-1:111111111111:function:f", ...properties },
    ...rest,
  };
}
