import { PutParameterCommand } from "@aws-sdk/client-ssm";
import { z } from "zod";
import type { Clock } from "../domain/clock.ts";
import { failureOf, ReconcileError } from "../domain/failure.ts";
import { type Observed, present, unreadable } from "../domain/observed.ts";
import type { FailedCreation, RecordedState, Records, Retry } from "../domain/records.ts";
import { listParameters } from "./list-parameters.ts";
import { targetText } from "../domain/target.ts";
import { abortable } from "./abortable.ts";
import type { Session, Sessions } from "./sessions.ts";
import { translateAwsError } from "./translate-error.ts";

/**
 * Records in Parameter Store under `/autoland/<application>/` of the application's account (design.md 3): one parameter per thing,
 * overwritten in place, so that they do not grow with time. Needs `ssm:GetParametersByPath` and `ssm:PutParameter` there.
 */
export function makeRecords(sessions: Sessions, clock: Clock): Records {
  return {
    read: (application, signal) => readRecorded(sessions.application(), application, signal),
    recordFailedCreation: (application, failed, signal) =>
      put(
        sessions.application(),
        `/autoland/${application}/failed-creations/${targetText(failed)}`,
        {
          schemaVersion: 1,
          digest: failed.digest,
          at: failed.at.toISOString(),
          cause: failed.cause.slice(0, longestCause),
        },
        signal,
      ),
    recordRetry: (application, retry, signal) =>
      put(
        sessions.application(),
        `/autoland/${application}/retries/${targetText(retry)}`,
        {
          schemaVersion: 1,
          at: clock.now().toISOString(),
        },
        signal,
      ),
  };
}

/** A standard parameter holds 4,096 bytes. */
const longestCause = 1_000;

async function readRecorded(
  session: Session,
  application: string,
  signal?: AbortSignal,
): Promise<Observed<RecordedState>> {
  const root = `/autoland/${application}/`;
  const failedCreations: FailedCreation[] = [];
  const retries: Retry[] = [];
  try {
    for (const parameter of await listParameters(session, root, signal)) {
      const { Name: name = "", Value: text = "" } = parameter;
      const [kind, environment = "", workload] = name.slice(root.length).split("/");
      const target = { environment, ...(workload === undefined ? {} : { workload }) };
      // Other things may stand there, such as the operator's configuration: they are not read.
      if (kind === "failed-creations")
        failedCreations.push({ ...target, ...parse(name, text, failedCreationJson) });
      if (kind === "retries") retries.push({ ...target, ...parse(name, text, retryJson) });
    }
    return present({ failedCreations, retries });
  } catch (error) {
    return unreadable(failureOf(translateAwsError(error, `read the records under ${root}`)));
  }
}

function parse<T>(name: string, text: string, shape: z.ZodType<T>): T {
  try {
    return shape.parse(JSON.parse(text));
  } catch (error) {
    const why =
      error instanceof z.ZodError ? z.prettifyError(error).replaceAll("\n", " ") : "its value is not JSON";
    throw new ReconcileError({
      disposition: "stall",
      reason: "RecordUnreadable",
      message: `parameter ${name} does not hold a record of Autoland's: ${why}`,
      remedy: `Delete it with \`aws ssm delete-parameter --name ${name}\`: what failed may then be tried once more, and a retry must be asked for again.`,
    });
  }
}

const at = z.iso.datetime().transform((text) => new Date(text));
const failedCreationJson = z.object({ digest: z.string(), at, cause: z.string() });
const retryJson = z.object({ at });

async function put(session: Session, name: string, value: object, signal?: AbortSignal): Promise<void> {
  try {
    await session.ssm.send(
      new PutParameterCommand({ Name: name, Type: "String", Overwrite: true, Value: JSON.stringify(value) }),
      abortable(signal),
    );
  } catch (error) {
    throw translateAwsError(error, `write record ${name}`);
  }
}
