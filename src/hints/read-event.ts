import { z } from "zod";

/** Something in AWS that has changed: a stack by its name, or a service of ECS by the name that its stack gave it. */
export interface Hint {
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

/** Longer messages are not even parsed; events of EventBridge are a few kilobytes at most. */
const longest = 64 * 1024;

const place = {
  account: z.string().regex(/^\d{12}$/),
  region: z.string().regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/),
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/event-detail-stack-status-change.html */
const stackEvent = z.object({
  ...place,
  source: z.literal("aws.cloudformation"),
  "detail-type": z.literal("CloudFormation Stack Status Change"),
  detail: z.object({
    "stack-id": z
      .string()
      .regex(/^arn:aws[a-z-]*:cloudformation:[\w-]+:\d{12}:stack\/[A-Za-z][\w-]{0,127}\/[\w-]+$/),
    "status-details": z.object({ status: z.string().max(64) }),
  }),
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html */
const deploymentEvent = z.object({
  ...place,
  source: z.literal("aws.ecs"),
  "detail-type": z.literal("ECS Deployment State Change"),
  resources: z.tuple([
    z.string().regex(/^arn:aws[a-z-]*:ecs:[\w-]+:\d{12}:service\/[\w-]{1,255}\/[\w-]{1,255}$/),
  ]),
  detail: z.object({ eventName: z.string().max(64) }),
});

const event = z.discriminatedUnion("source", [stackEvent, deploymentEvent]);

/**
 * What a message hints at; undefined for one that is no event of a stack or of a service's rollout, or that contradicts itself. Nothing in it
 * is taken for true but that a look may be worth while.
 */
export function readEvent(body: string): Hint | undefined {
  if (body.length > longest) return undefined;
  const read = event.safeParse(parsed(body));
  if (!read.success) return undefined;
  const { account, region } = read.data;
  const arn =
    read.data.source === "aws.cloudformation" ? read.data.detail["stack-id"] : read.data.resources[0];
  const [, , service, where, whose, rest = ""] = arn.split(":");
  if (where !== region || whose !== account) return undefined;
  const parts = rest.split("/");
  const name = service === "ecs" ? parts[2] : parts[1];
  return name === undefined ? undefined : { account, region, name };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
