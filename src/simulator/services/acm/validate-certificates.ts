import type { CallContext } from "../../kernel/service.ts";
import { resolveName } from "../route53/resolve-name.ts";
import { certificates, validationRecord, type Certificate } from "./certificate-state.ts";

const minute = 60_000;

/** ACM gives up after 72 hours. https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html */
const patience = 72 * 60 * minute;

/** Looks every half minute in the first hour, then every half hour. */
function lookAgainAfter(age: number): number {
  return age < 60 * minute ? minute / 2 : 30 * minute;
}

/** Begins to look for a certificate's validation records in public DNS. */
export function watchValidation(context: CallContext, { arn }: Certificate): void {
  context.schedule({ event: "validate", afterMilliseconds: lookAgainAfter(0), payload: { arn } });
}

/** One look: the certificate is issued once DNS answers for all of its names. */
export function validate(context: CallContext, { arn }: { readonly arn: string }): void {
  const certificate = context.state(certificates).get(arn);
  if (certificate?.status !== "PENDING_VALIDATION") return;
  for (const name of certificate.names) {
    const { Name, Value } = validationRecord(context, name);
    const answer = resolveName(context, Name, "CNAME")?.ResourceRecords ?? [];
    if (answer.some((record) => record.Value.replace(/\.?$/, ".") === Value)) certificate.validated.add(name);
  }
  const age = context.now.getTime() - certificate.requestedAt.getTime();
  if (certificate.names.every((name) => certificate.validated.has(name))) {
    certificate.status = "ISSUED";
    certificate.issuedAt = context.now;
  } else if (age >= patience) certificate.status = "VALIDATION_TIMED_OUT";
  else context.schedule({ event: "validate", afterMilliseconds: lookAgainAfter(age), payload: { arn } });
}
