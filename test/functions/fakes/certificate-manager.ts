import type { FakeCall, FakeService } from "./fake-aws.ts";
import { AwsFault } from "./fault.ts";
import type { FakeRoute53 } from "./route53.ts";

/** One certificate of the fake ACM. */
export interface FakeCertificate {
  readonly arn: string;
  readonly region: string;
  readonly domain: string;
  readonly names: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly keyType: string;
  status: string;
  failureReason?: string;
  inUseBy: readonly string[];
  looks: number;
}

/**
 * ACM and the tagging API's view of it: names to validate appear one after the other, their records at the fourth look, a certificate is issued once DNS
 * answers with all of them, one that is in use cannot be deleted, lists come one certificate to a page.
 */
export class FakeCertificateManager {
  readonly certificates: FakeCertificate[] = [];
  readonly #tokens = new Map<string, string>();
  readonly #dns: FakeRoute53;
  #made = 0;
  /** Called before each look at a certificate. */
  beforeLook: (certificate: FakeCertificate) => void = () => undefined;

  constructor(dns: FakeRoute53) {
    this.#dns = dns;
  }

  add(certificate: Partial<FakeCertificate> & { readonly domain: string }): FakeCertificate {
    this.#made += 1;
    const region = certificate.region ?? "eu-west-1";
    const complete: FakeCertificate = {
      arn: `arn:aws:acm:${region}:111111111111:certificate/${this.#made}`,
      region,
      names: [certificate.domain],
      tags: {},
      keyType: "RSA_2048",
      status: "ISSUED",
      inUseBy: [],
      looks: 9,
      ...certificate,
    };
    this.certificates.push(complete);
    return complete;
  }

  /** `domain (status)` of each certificate of a Region. */
  summary(region = "eu-west-1"): readonly string[] {
    return this.certificates
      .filter((entry) => entry.region === region)
      .map((entry) => `${entry.names.join(",")} (${entry.status})`);
  }

  readonly service: FakeService = (call) => {
    switch (call.operation) {
      case "RequestCertificate":
        return { CertificateArn: this.#request(call) };
      case "DescribeCertificate":
        return { Certificate: this.#look(this.#existing(call)) };
      case "ListCertificates":
        return this.#list(call);
      case "DeleteCertificate":
        return this.#delete(this.#existing(call));
      default:
        throw new Error(`The fake ACM has no ${call.operation}.`);
    }
  };

  readonly tagging: FakeService = (call) => {
    const filters = call.input["TagFilters"] as readonly {
      readonly Key: string;
      readonly Values: readonly string[];
    }[];
    const matching = this.certificates.filter(
      (entry) =>
        entry.region === call.region &&
        filters.every(({ Key: key, Values: values }) => values.includes(entry.tags[key] ?? "")),
    );
    const start = Number(call.input["PaginationToken"] || 0);
    // A tag that outlived its certificate.
    const ghost =
      start === 0 ? [{ ResourceARN: `arn:aws:acm:${call.region}:111111111111:certificate/gone` }] : [];
    return {
      ResourceTagMappingList: [
        ...ghost,
        ...matching.slice(start, start + 1).map(({ arn }) => ({ ResourceARN: arn })),
      ],
      PaginationToken: start + 1 < matching.length ? String(start + 1) : "",
    };
  };

  #request(call: FakeCall): string {
    const token = `${call.region} ${String(call.input["IdempotencyToken"])}`;
    const known = this.#tokens.get(token);
    if (known !== undefined) return known;
    const domain = String(call.input["DomainName"]);
    const others = (call.input["SubjectAlternativeNames"] ?? []) as readonly string[];
    const tags = (call.input["Tags"] ?? []) as readonly { readonly Key: string; readonly Value: string }[];
    if (others.length > 9)
      throw new AwsFault("LimitExceededException", "The certificate has more than 10 names");
    const { arn } = this.add({
      domain,
      region: call.region,
      names: [...new Set([domain, ...others])],
      tags: Object.fromEntries(tags.map((tag) => [tag.Key, tag.Value])),
      status: "PENDING_VALIDATION",
      looks: 0,
    });
    this.#tokens.set(token, arn);
    return arn;
  }

  #existing(call: FakeCall): FakeCertificate {
    const arn = String(call.input["CertificateArn"]);
    const found = this.certificates.find((entry) => entry.arn === arn && entry.region === call.region);
    if (found === undefined)
      throw new AwsFault("ResourceNotFoundException", `Could not find certificate ${arn}.`);
    return found;
  }

  #look(certificate: FakeCertificate): object {
    this.beforeLook(certificate);
    certificate.looks += 1;
    const records = certificate.names.map((name) => validationRecord(name));
    const validated = records.map(({ Name: name, Value: value }) => this.#dns.answers(name, "CNAME", value));
    if (certificate.status === "PENDING_VALIDATION" && certificate.looks > 5 && validated.every(Boolean)) {
      certificate.status = "ISSUED";
    }
    return {
      CertificateArn: certificate.arn,
      DomainName: certificate.domain,
      SubjectAlternativeNames: certificate.names,
      Status: certificate.status,
      FailureReason: certificate.failureReason,
      InUseBy: certificate.inUseBy,
      DomainValidationOptions: certificate.names.slice(0, certificate.looks - 1).map((name, index) => ({
        DomainName: name,
        ValidationStatus: validated[index] === true ? "SUCCESS" : "PENDING_VALIDATION",
        ...(certificate.looks < 4 ? {} : { ResourceRecord: records[index] }),
      })),
    };
  }

  #list(call: FakeCall): object {
    const includes = (call.input["Includes"] ?? {}) as { readonly keyTypes?: readonly string[] };
    const types = includes.keyTypes ?? ["RSA_1024", "RSA_2048"];
    const all = this.certificates.filter(
      (entry) => entry.region === call.region && types.includes(entry.keyType),
    );
    const start = Number(call.input["NextToken"] ?? 0);
    const page = all.slice(start, start + 1).map((entry) => ({
      CertificateArn: entry.arn,
      DomainName: entry.domain,
      Status: entry.status,
      SubjectAlternativeNameSummaries: entry.names.slice(0, 2),
      HasAdditionalSubjectAlternativeNames: entry.names.length > 2,
    }));
    return {
      CertificateSummaryList: page,
      ...(start + 1 < all.length ? { NextToken: String(start + 1) } : {}),
    };
  }

  #delete(certificate: FakeCertificate): object {
    if (certificate.inUseBy.length > 0)
      throw new AwsFault("ResourceInUseException", `${certificate.arn} is in use`);
    this.certificates.splice(this.certificates.indexOf(certificate), 1);
    return {};
  }
}

/** The record that validates a name; a wildcard has that of its domain. */
export function validationRecord(name: string): {
  readonly Name: string;
  readonly Type: string;
  readonly Value: string;
} {
  const base = name.replace(/^\*\./, "");
  return { Name: `_v.${base}.`, Type: "CNAME", Value: `_${base.replaceAll(".", "-")}.acm-validations.aws.` };
}
