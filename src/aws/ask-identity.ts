import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Clock } from "../domain/clock.ts";
import type { Identity } from "../domain/examiner.ts";
import { abortable } from "./abortable.ts";
import type { ClientDefaults } from "./sessions.ts";
import { translateAwsError } from "./translate-error.ts";

/** Who the process is, and how far its clock is from AWS's, by the date of STS's answer. Nobody needs a permission for it. */
export async function askIdentity(
  clients: ClientDefaults,
  clock: Clock,
  signal: AbortSignal,
): Promise<Identity> {
  const { onCall: _counted, ...settings } = clients;
  const sts = new STSClient({ customUserAgent: "autoland", maxAttempts: 2, ...settings });
  let date: string | undefined;
  sts.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      date = dateOf(answer.response);
      return answer;
    },
    { step: "deserialize", name: "autolandDate", priority: "low" },
  );
  try {
    const asked = clock.now().getTime();
    const { Arn: arn = "", Account: account = "" } = await sts.send(
      new GetCallerIdentityCommand({}),
      abortable(signal),
    );
    const answered = clock.now().getTime();
    return {
      arn,
      account,
      partition: arn.split(":")[1] ?? "aws",
      region: await sts.config.region(),
      skew: skewOf(date, asked, answered),
    };
  } catch (error) {
    throw translateAwsError(error, "ask STS who this is");
  }
}

function dateOf(response: unknown): string | undefined {
  if (typeof response !== "object" || response === null || !("headers" in response)) return undefined;
  const { headers } = response;
  if (typeof headers !== "object" || headers === null) return undefined;
  const found = Object.entries(headers).find(([name]) => name.toLowerCase() === "date");
  return typeof found?.[1] === "string" ? found[1] : undefined;
}

/** The date has whole seconds and was made between the two instants. */
function skewOf(date: string | undefined, asked: number, answered: number): number | undefined {
  const told = Date.parse(date ?? "");
  if (Number.isNaN(told)) return undefined;
  if (answered < told) return answered - told;
  return Math.max(0, asked - (told + 1_000));
}
