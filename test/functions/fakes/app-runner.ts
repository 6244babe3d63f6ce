import type { FakeService } from "./fake-aws.ts";
import { AwsFault } from "./fault.ts";

interface Association {
  readonly name: string;
  status: string;
  /** Looks since the association was made or its end began. */
  looks: number;
}

/**
 * App Runner's custom domains, listed one to a page: a new association has no validation records at first, one that ends
 * stays listed for a while. Statuses are written small, as the service does.
 */
export class FakeAppRunner {
  readonly arn = "arn:aws:apprunner:eu-west-1:111111111111:service/shop-test-web/1";
  readonly target = "abc.eu-west-1.awsapprunner.com";
  readonly associations: Association[] = [];
  exists = true;
  /** What becomes of an association once it leaves `creating`, and of one that ends. */
  outcomes = { creating: "pending_certificate_dns_validation", deleting: "gone" };

  readonly service: FakeService = ({ operation, input }) => {
    if (!this.exists || input["ServiceArn"] !== this.arn)
      throw new AwsFault("ResourceNotFoundException", "no such service");
    const name = String(input["DomainName"]);
    switch (operation) {
      case "AssociateCustomDomain":
        return this.#associate(name);
      case "DisassociateCustomDomain":
        return this.#disassociate(name);
      case "DescribeCustomDomains":
        return this.#page(Number(input["NextToken"] ?? 0));
      default:
        throw new Error(`The fake App Runner has no ${operation}.`);
    }
  };

  #associate(name: string): object {
    if (this.associations.some((entry) => entry.name === name)) {
      throw new AwsFault("InvalidRequestException", `${name} is already associated with ${this.arn}`);
    }
    this.associations.push({ name, status: "creating", looks: 0 });
    return {
      DNSTarget: this.target,
      ServiceArn: this.arn,
      CustomDomain: described({ name, status: "creating", looks: 0 }),
      VpcDNSTargets: [],
    };
  }

  #disassociate(name: string): object {
    const found = this.associations.find((entry) => entry.name === name);
    if (found === undefined)
      throw new AwsFault(
        "InvalidRequestException",
        `No custom domain ${name} found for the provided service`,
      );
    if (found.status === "deleting")
      throw new AwsFault("InvalidStateException", `${name} is being disassociated`);
    found.status = "deleting";
    found.looks = 0;
    return {
      DNSTarget: this.target,
      ServiceArn: this.arn,
      CustomDomain: described(found),
      VpcDNSTargets: [],
    };
  }

  #page(start: number): object {
    for (const entry of this.associations.slice()) this.#progress(entry);
    const more = start + 1 < this.associations.length;
    return {
      DNSTarget: this.target,
      ServiceArn: this.arn,
      VpcDNSTargets: [],
      CustomDomains: this.associations.slice(start, start + 1).map(described),
      ...(more ? { NextToken: String(start + 1) } : {}),
    };
  }

  #progress(entry: Association): void {
    entry.looks += 1;
    if (entry.looks < 3) return;
    if (entry.status === "creating") entry.status = this.outcomes.creating;
    if (entry.status !== "deleting") return;
    if (this.outcomes.deleting === "gone") this.associations.splice(this.associations.indexOf(entry), 1);
    else entry.status = this.outcomes.deleting;
  }
}

function described(entry: Association): object {
  // A domain that is active at once has its records only bit by bit.
  const counts: Readonly<Record<string, number>> = { creating: 0, active: Math.min(3, entry.looks - 2) };
  const count = counts[entry.status] ?? 3;
  const prefixes = ["_a.", "_b.www.", "_c.2a57."].slice(0, count);
  return {
    DomainName: entry.name,
    EnableWWWSubdomain: true,
    Status: entry.status,
    CertificateValidationRecords: prefixes.map((prefix) => ({
      Name: `${prefix}${entry.name}.`,
      Type: "CNAME",
      Value: `${prefix}acm-validations.aws.`,
    })),
  };
}
