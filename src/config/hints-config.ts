import { z } from "zod";

/** The queue that says that something may have changed in AWS. */
export interface HintsConfig {
  readonly queueUrl: string;
  readonly region: string;
  readonly account: string;
  readonly name: string;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html */
const queueUrl =
  /^https:\/\/sqs\.(?<region>[a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com(?:\.cn)?\/(?<account>\d{12})\/(?<name>[\w-]{1,80})$/;

/** The schema of `hints`. */
export const hintsSchema = z
  .strictObject({
    queue: z
      .string()
      .regex(
        queueUrl,
        "must be the URL of a standard queue, such as `https://sqs.eu-west-1.amazonaws.com/111122223333/autoland-hints`",
      )
      .describe(
        "The queue's URL: output `HintQueueUrl` of `deploy/service.yml`, which makes it with `Hints=on`.",
      ),
  })
  .describe(
    "Events of stacks and rollouts that EventBridge puts into a queue of SQS (docs/hints.md). They are only hints to look: without them everything works, an interval later.",
  )
  .meta({ examples: [{ queue: "https://sqs.eu-west-1.amazonaws.com/111122223333/autoland-hints" }] });

/** The queue with what its URL says of it. */
export function hintsOf(input: z.output<typeof hintsSchema> | undefined): HintsConfig | undefined {
  const groups = queueUrl.exec(input?.queue ?? "")?.groups;
  if (input === undefined || groups === undefined) return undefined;
  const { region = "", account = "", name = "" } = groups;
  return { queueUrl: input.queue, region, account, name };
}
