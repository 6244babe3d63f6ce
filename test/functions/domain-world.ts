import { FakeAws } from "./fakes/fake-aws.ts";
import { FakeCertificateManager } from "./fakes/certificate-manager.ts";
import { FakeRoute53 } from "./fakes/route53.ts";
import { fakeSecurityTokens } from "./fakes/security-tokens.ts";

/** An application `shop` under `example.com` with an environment `test`: its zones in two accounts, and ACM. */
export interface DomainWorld {
  readonly aws: FakeAws;
  readonly dns: FakeRoute53;
  readonly acm: FakeCertificateManager;
  /** `test.shop.example.com`, in the environment's account. */
  readonly environmentZone: string;
  /** `shop.example.com`, in the application's account. */
  readonly applicationZone: string;
  /** `example.com`, in the application's account. */
  readonly rootZone: string;
}

/** The role by which functions reach the zones of the application's account. */
export const dnsRole = "arn:aws:iam::222222222222:role/shop-DNSDelegationRole";

/** Makes the world anew. Beside its zones stand others that a careless look-up would take for them. */
export function domainWorld(): DomainWorld {
  const dns = new FakeRoute53();
  const acm = new FakeCertificateManager(dns);
  const application = "shop-DNSDelegationRole";
  dns.addZone({ name: "example.com", owner: application, private: true });
  dns.addZone({ name: "shop.example.community", owner: application });
  const environmentZone = dns.addZone({ name: "test.shop.example.com", owner: "LAMBDAROLE" });
  const applicationZone = dns.addZone({ name: "shop.example.com", owner: application });
  const rootZone = dns.addZone({ name: "example.com", owner: application });
  const aws = new FakeAws({
    route53: dns.service,
    acm: acm.service,
    tagging: acm.tagging,
    sts: fakeSecurityTokens([dnsRole]),
  });
  return { aws, dns, acm, environmentZone, applicationZone, rootZone };
}
