import { ACMClient } from "@aws-sdk/client-acm";
import { listCertificates } from "../certificates/listed-certificates.ts";
import {
  removeCertificate,
  removeValidationRecords,
  validatedName,
} from "../certificates/remove-certificate.ts";
import { describeCertificate, isIssuedFor, requestCertificate } from "../certificates/request-certificate.ts";
import type { CertificateWish } from "../certificates/request-certificate.ts";
import { validateCertificate } from "../certificates/validate-certificate.ts";
import type { CustomResource, CustomResourceRequest } from "../custom-resource/custom-resource.ts";
import { lambdaHandler } from "../custom-resource/entry.ts";
import type { Attributes } from "../custom-resource/event.ts";
import type { PropertyReader } from "../custom-resource/properties.ts";
import { domainLevels, levelOf } from "../dns/domain-levels.ts";
import type { DomainLevels } from "../dns/domain-levels.ts";
import { environmentZones } from "../dns/environment-zones.ts";
import { readAliasMap } from "../environment/alias-map.ts";

/**
 * The certificate of an environment: its domain, everything directly below, and those aliases of its workloads that lie in
 * the application's zones. Other aliases, another certificate; CloudFormation then deletes the former.
 * copilot-model.md 6.
 */
export const environmentCertificate: CustomResource = {
  doing: ({ event, properties }) =>
    `${event.RequestType === "Delete" ? "Deleting" : "Providing"} the certificate of ${levelsOf(properties).environment}`,
  physicalId: (event) => event.PhysicalResourceId ?? `${event.LogicalResourceId}-not-requested`,
  create: (request) => provide(request, wishOf(request.properties)),
  async update(request) {
    const wish = wishOf(request.properties);
    const kept = await certificateToKeep(request, wish);
    if (kept === undefined) return provide(request, wish);
    request.identify(kept);
    return { Arn: kept };
  },
  async delete(request) {
    const client = acm(request);
    const zoneOf = environmentZones(request);
    await removeCertificate(request, client, {
      arn: request.currentId(),
      async beforehand(certificate) {
        const others = (await listCertificates(client)).filter(
          ({ arn }) => arn !== certificate.CertificateArn,
        );
        const needed = new Set(others.flatMap(({ names }) => names.map(validatedName)));
        const isNeeded = (name: string): boolean => needed.has(validatedName(name));
        await removeValidationRecords(request, { certificate, zoneOf, isNeeded });
      },
    });
  },
};

/** What Lambda calls for an environment's `CertificateValidationFunction`. */
export const certificateRequestHandler = lambdaHandler(environmentCertificate);

async function provide(request: CustomResourceRequest, wish: CertificateWish): Promise<Attributes> {
  const client = acm(request);
  const zoneOf = environmentZones(request);
  const arn = await requestCertificate(request, client, wish);
  await validateCertificate(request, client, { arn, zoneOf });
  request.identify(arn);
  return { Arn: arn };
}

/**
 * The certificate that serves the wish already: the present one while the aliases stay, or, above all after a rollback,
 * an earlier one with exactly these names. A third one would leave the first behind for ever.
 */
async function certificateToKeep(
  request: CustomResourceRequest,
  wish: CertificateWish,
): Promise<string | undefined> {
  const before = wishOf(request.properties, request.previous);
  const current = request.currentId();
  const same = new Set([...before.alternativeNames, ...wish.alternativeNames]).size;
  if (same === wish.alternativeNames.length && same === before.alternativeNames.length) return current;
  const client = acm(request);
  if (isIssuedFor(await describeCertificate(client, current), wish)) return current;
  for (const { arn, domain } of await listCertificates(client)) {
    if (domain === wish.domain && isIssuedFor(await describeCertificate(client, arn), wish)) return arn;
  }
  return undefined;
}

/** The names stand in the order that Copilot gives them: domain, wildcard, aliases. */
function wishOf(properties: PropertyReader, aliasesFrom: PropertyReader = properties): CertificateWish {
  const levels = levelsOf(properties);
  const aliases = [...readAliasMap("Aliases", aliasesFrom.optionalText("Aliases") ?? "").values()].flat();
  const ours = aliases.filter((alias) => levelOf(alias, levels) !== undefined);
  return {
    domain: levels.environment,
    alternativeNames: [...new Set([levels.environment, `*.${levels.environment}`, ...ours])],
    tags: {
      "copilot-application": properties.text("AppName"),
      "copilot-environment": properties.text("EnvName"),
    },
  };
}

function levelsOf(properties: PropertyReader): DomainLevels {
  return domainLevels({
    environment: properties.text("EnvName"),
    application: properties.text("AppName"),
    root: properties.text("DomainName"),
  });
}

function acm({ aws, properties }: CustomResourceRequest): ACMClient {
  return new ACMClient({ ...aws, region: properties.text("Region") });
}
