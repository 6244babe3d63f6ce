import { createHash } from "node:crypto";
import type { Cell } from "../../kernel/cells.ts";
import type { CallContext } from "../../kernel/service.ts";
import { resolveName } from "../route53/resolve-name.ts";

/** A domain that is, or is to be, served by an App Runner service. The service writes its statuses in small letters. */
export interface CustomDomain {
  readonly serviceArn: string;
  readonly name: string;
  readonly www: boolean;
  status: "creating" | "pending_certificate_dns_validation" | "active" | "deleting";
}

/** By service and name, in order of association. */
export const customDomains: Cell<Map<string, CustomDomain>> = {
  name: "apprunner/custom-domains",
  scope: "region",
  initial: () => new Map(),
};

/** What tells associations apart. */
export function domainKey({ serviceArn, name }: Pick<CustomDomain, "serviceArn" | "name">): string {
  return `${serviceArn} ${name}`;
}

/** How long App Runner takes for each step, in milliseconds. */
const steps = { naming: 20_000, looking: 30_000, letting: 40_000 };

/** Begins an association: its validation records are named a while later. */
export function associate(context: CallContext, domain: CustomDomain): void {
  context.state(customDomains).set(domainKey(domain), domain);
  again(context, domain, steps.naming);
}

/** Begins the end of an association. */
export function disassociate(context: CallContext, domain: CustomDomain): void {
  domain.status = "deleting";
  again(context, domain, steps.letting);
}

/** One step of an association on its way. */
export function advanceDomain(context: CallContext, { key }: { readonly key: string }): void {
  const domain = context.state(customDomains).get(key);
  switch (domain?.status) {
    case "creating":
      domain.status = "pending_certificate_dns_validation";
      again(context, domain, steps.looking);
      return;
    case "pending_certificate_dns_validation":
      if (isValidated(context, domain)) domain.status = "active";
      else again(context, domain, steps.looking);
      return;
    case "deleting":
      context.state(customDomains).delete(key);
      return;
    case "active":
    case undefined:
      return;
  }
}

/**
 * The CNAME records by which App Runner sees that a domain is ours: for the domain, its `www` name and one of its own.
 * https://docs.aws.amazon.com/apprunner/latest/dg/manage-custom-domains.html
 */
export function domainRecords({ serviceArn, name, www }: CustomDomain): readonly {
  readonly Name: string;
  readonly Type: "CNAME";
  readonly Value: string;
}[] {
  const own = digest(`${serviceArn} ${name}`).slice(0, 26);
  const hosts = [name, ...(www ? [`www.${name}`] : []), `${own}.${www ? "www." : ""}${name}`];
  return hosts.map((host) => {
    const hash = digest(host);
    return {
      Name: `_${hash.slice(0, 32)}.${host}.`,
      Type: "CNAME",
      Value: `_${hash.slice(32)}.mhbtsbpdnt.acm-validations.aws.`,
    };
  });
}

function isValidated(context: CallContext, domain: CustomDomain): boolean {
  return domainRecords(domain).every(({ Name, Value }) =>
    resolveName(context, Name, "CNAME")?.ResourceRecords?.some(
      (record) => record.Value.replace(/\.?$/, ".") === Value,
    ),
  );
}

function again(context: CallContext, domain: CustomDomain, afterMilliseconds: number): void {
  context.schedule({ event: "domain-step", afterMilliseconds, payload: { key: domainKey(domain) } });
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
