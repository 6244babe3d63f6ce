import { ReconcileError } from "../domain/failure.ts";
import type { HintQueue } from "../domain/hint-queue.ts";
import { abortable } from "./abortable.ts";
import { queuePackage } from "./late-packages.ts";
import { isQueueMissing, translateAwsError } from "./translate-error.ts";
import type { Session } from "./sessions.ts";

/** What is not removed within so many seconds comes again. */
const hiddenSeconds = 5;

/**
 * A queue of SQS, asked by long polls. Needs `sqs:ReceiveMessage` and `sqs:DeleteMessage` on it. Requests go to SQS's own endpoint, whatever
 * the URL says.
 */
export function makeHintQueue({ sqs }: Pick<Session, "sqs">, queueUrl: string): HintQueue {
  const { DeleteMessageBatchCommand, ReceiveMessageCommand } = queuePackage();
  return {
    receive: async (waitSeconds, signal) => {
      try {
        const { Messages: messages = [] } = await sqs().send(
          new ReceiveMessageCommand({
            QueueUrl: queueUrl,
            MaxNumberOfMessages: 10,
            WaitTimeSeconds: waitSeconds,
            VisibilityTimeout: hiddenSeconds,
          }),
          abortable(signal),
        );
        return messages.map(({ Body: body = "", ReceiptHandle: receipt = "" }) => ({ body, receipt }));
      } catch (error) {
        signal.throwIfAborted();
        throw fault(error, `read the queue ${queueUrl}`);
      }
    },
    remove: async (receipts, signal) => {
      try {
        // What could not be removed of a batch comes again, and hints once more.
        await sqs().send(
          new DeleteMessageBatchCommand({
            QueueUrl: queueUrl,
            Entries: receipts.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle })),
          }),
          abortable(signal),
        );
      } catch (error) {
        signal.throwIfAborted();
        throw fault(error, `remove messages of the queue ${queueUrl}`);
      }
    },
  };
}

function fault(error: unknown, doing: string): ReconcileError {
  if (!isQueueMissing(error)) return translateAwsError(error, doing);
  return new ReconcileError(
    {
      disposition: "stall",
      reason: "QueueMissing",
      message: `${doing}: there is no such queue, or it is another account's`,
      remedy:
        "Make it with deploy/service.yml and Hints=on, and name it in `hints.queue`; or take `hints` away.",
    },
    { cause: error },
  );
}
