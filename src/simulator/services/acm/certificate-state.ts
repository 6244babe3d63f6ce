import { createHash } from "node:crypto";
import type { Cell } from "../../kernel/cells.ts";
import { rootOf } from "../../kernel/principal.ts";
import type { CallContext } from "../../kernel/service.ts";
import type { World } from "../../kernel/world.ts";
import type { Tags } from "../tags.ts";

/** A certificate that a call requested, a stack made or a person imported. */
export interface Certificate {
  readonly arn: string;
  /** The subject first; each name once. */
  readonly names: readonly string[];
  readonly type: "AMAZON_ISSUED" | "IMPORTED";
  readonly validation: "DNS" | "EMAIL" | "NONE";
  readonly requestedAt: Date;
  readonly token: string | undefined;
  issuedAt: Date | undefined;
  status: "PENDING_VALIDATION" | "ISSUED" | "VALIDATION_TIMED_OUT";
  /** Names whose validation was seen. */
  readonly validated: Set<string>;
  tags: Tags;
}

/** The certificates of an account in a region, by ARN, in order of request. */
export const certificates: Cell<Map<string, Certificate>> = {
  name: "acm/certificates",
  scope: "region",
  initial: () => new Map(),
};

/** The record by which a name is validated: the same for a domain and its wildcard, in one account. */
export function validationRecord(
  context: CallContext,
  name: string,
): { readonly Name: string; readonly Type: "CNAME"; readonly Value: string } {
  const base = name.replace(/^\*\./, "");
  const digest = createHash("sha256").update(`${context.account} ${base}`).digest("hex");
  return {
    Name: `_${digest.slice(0, 32)}.${base}.`,
    Type: "CNAME",
    Value: `_${digest.slice(32, 64)}.jkddzztszm.acm-validations.aws.`,
  };
}

/** Adds a certificate. */
export function addCertificate(
  context: CallContext,
  certificate: Pick<Certificate, "names" | "type" | "validation" | "token" | "tags" | "status">,
): Certificate {
  const { partition, region, account } = context;
  const made: Certificate = {
    ...certificate,
    arn: `arn:${partition}:acm:${region}:${account}:certificate/${context.random.uuid()}`,
    requestedAt: context.now,
    issuedAt: certificate.status === "ISSUED" ? context.now : undefined,
    validated: new Set(),
  };
  context.state(certificates).set(made.arn, made);
  return made;
}

/** Imports a certificate for some names, as people do for domains that they hold elsewhere, and answers its ARN. */
export function importCertificate(
  world: World,
  request: { readonly account: string; readonly region: string; readonly names: readonly string[] },
): string {
  const { account, region, names } = request;
  const context = world.contextFor({ service: "acm", principal: rootOf(account), account, region });
  return addCertificate(context, {
    names,
    type: "IMPORTED",
    validation: "NONE",
    token: undefined,
    tags: {},
    status: "ISSUED",
  }).arn;
}
