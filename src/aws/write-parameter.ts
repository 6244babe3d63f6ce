import { DeleteParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { ReconcileError } from "../domain/failure.ts";
import { abortable } from "./abortable.ts";
import { recordVersion } from "./record-shapes.ts";
import type { Session } from "./sessions.ts";
import { codeOf, translateAwsError } from "./translate-error.ts";

/** What a standard parameter holds, in bytes (https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html). */
const mostBytes = 4096;

/** Writes a value as JSON with its version; what does not fit a standard parameter is refused by name. Needs `ssm:PutParameter`. */
export async function putRecord(
  session: Session,
  name: string,
  value: object,
  signal?: AbortSignal,
): Promise<void> {
  const text = JSON.stringify({ schemaVersion: recordVersion, ...value });
  if (Buffer.byteLength(text) > mostBytes)
    throw new ReconcileError({
      disposition: "stall",
      reason: "RecordTooLarge",
      message: `record ${name} would have ${Buffer.byteLength(text)} bytes; a parameter holds ${mostBytes}`,
    });
  try {
    await session.ssm.send(
      new PutParameterCommand({ Name: name, Type: "String", Overwrite: true, Value: text }),
      abortable(signal),
    );
  } catch (error) {
    throw translateAwsError(error, `write record ${name}`);
  }
}

/** Deletes a parameter; that there is none is what was wanted. Needs `ssm:DeleteParameter`. */
export async function deleteRecord(session: Session, name: string, signal?: AbortSignal): Promise<void> {
  try {
    await session.ssm.send(new DeleteParameterCommand({ Name: name }), abortable(signal));
  } catch (error) {
    if (codeOf(error) === "ParameterNotFound") return;
    throw translateAwsError(error, `delete record ${name}`);
  }
}
