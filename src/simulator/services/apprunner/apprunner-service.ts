import type {
  AssociateCustomDomainRequest,
  DescribeCustomDomainsRequest,
  DescribeServiceRequest,
  DisassociateCustomDomainRequest,
  ListServicesRequest,
} from "@aws-sdk/client-apprunner";
import type { ResourceRecord } from "../../cloudformation/state.ts";
import { clientFault } from "../../kernel/aws-fault.ts";
import { jsonErrors } from "../../kernel/error-style.ts";
import {
  operation,
  type CallContext,
  type Operation,
  type OperationModel,
  type ServiceModel,
} from "../../kernel/service.ts";
import { madeByStacks } from "../made-by-stacks.ts";
import { pageOf } from "../paging.ts";
import { resourceTagValues } from "../tags.ts";
import {
  advanceDomain,
  associate,
  customDomains,
  disassociate,
  domainKey,
  domainRecords,
  type CustomDomain,
} from "./custom-domains.ts";

/** App Runner: the services that stacks made, to be looked at, and their custom domains. */
export const appRunnerService: ServiceModel = {
  name: "apprunner",
  iamPrefix: "apprunner",
  errors: jsonErrors,
  operations: {
    DescribeService: onService("DescribeService", describeService),
    ListServices: operation(listServices),
    AssociateCustomDomain: onService("AssociateCustomDomain", associateCustomDomain),
    DescribeCustomDomains: onService("DescribeCustomDomains", describeCustomDomains),
    DisassociateCustomDomain: onService("DisassociateCustomDomain", disassociateCustomDomain),
  },
  events: { "domain-step": advanceDomain },
};

/** Domains a page of DescribeCustomDomains. https://docs.aws.amazon.com/apprunner/latest/api/API_DescribeCustomDomains.html */
const domainsAPage = 5;

function describeService(context: CallContext, input: DescribeServiceRequest): object {
  const service = requireService(context, input.ServiceArn);
  return {
    Service: {
      ...summary(service),
      AutoScalingConfigurationSummary: {},
      SourceConfiguration: service.live.properties["SourceConfiguration"],
      InstanceConfiguration: service.live.properties["InstanceConfiguration"] ?? {},
      NetworkConfiguration: service.live.properties["NetworkConfiguration"] ?? {},
    },
  };
}

function listServices(context: CallContext, input: ListServicesRequest): object {
  const page = pageOf(madeByStacks(context, "AWS::AppRunner::Service"), {
    token: input.NextToken,
    size: input.MaxResults ?? 20,
    invalidToken,
  });
  return { ServiceSummaryList: page.items.map(summary), NextToken: page.nextToken };
}

/** AssociateCustomDomain. https://docs.aws.amazon.com/apprunner/latest/api/API_AssociateCustomDomain.html */
function associateCustomDomain(context: CallContext, input: AssociateCustomDomainRequest): object {
  const service = requireService(context, input.ServiceArn);
  const name = input.DomainName ?? "";
  const known = context.state(customDomains).get(domainKey({ serviceArn: service.physicalId, name }));
  if (known !== undefined) {
    throw clientFault("InvalidRequestException", `${name} is already associated with ${service.physicalId}`);
  }
  const domain: CustomDomain = {
    serviceArn: service.physicalId,
    name,
    www: input.EnableWWWSubdomain !== false,
    status: "creating",
  };
  associate(context, domain);
  return { ...target(service), CustomDomain: describe(domain) };
}

function describeCustomDomains(context: CallContext, input: DescribeCustomDomainsRequest): object {
  const service = requireService(context, input.ServiceArn);
  const own = [...context.state(customDomains).values()].filter(
    ({ serviceArn }) => serviceArn === service.physicalId,
  );
  const page = pageOf(own, { token: input.NextToken, size: input.MaxResults ?? domainsAPage, invalidToken });
  return { ...target(service), CustomDomains: page.items.map(describe), NextToken: page.nextToken };
}

function disassociateCustomDomain(context: CallContext, input: DisassociateCustomDomainRequest): object {
  const service = requireService(context, input.ServiceArn);
  const name = input.DomainName ?? "";
  const domain = context.state(customDomains).get(domainKey({ serviceArn: service.physicalId, name }));
  if (domain === undefined) {
    throw clientFault("InvalidRequestException", `No custom domain ${name} found for the provided service`);
  }
  if (domain.status === "deleting") {
    throw clientFault("InvalidStateException", `The custom domain ${name} is being disassociated.`);
  }
  disassociate(context, domain);
  return { ...target(service), CustomDomain: describe(domain) };
}

function requireService(context: CallContext, arn: string | undefined): ResourceRecord {
  const found = madeByStacks(context, "AWS::AppRunner::Service").find(({ physicalId }) => physicalId === arn);
  if (found !== undefined) return found;
  throw clientFault("ResourceNotFoundException", `Service with arn ${arn} could not be found.`);
}

function target(service: ResourceRecord): object {
  return {
    DNSTarget: service.live.attributes["ServiceUrl"],
    ServiceArn: service.physicalId,
    VpcDNSTargets: [],
  };
}

/** Records are named once App Runner has made them. */
function describe(domain: CustomDomain): object {
  const records = domain.status === "creating" ? [] : domainRecords(domain);
  const status = domain.status === "active" ? "SUCCESS" : "PENDING_VALIDATION";
  return {
    DomainName: domain.name,
    EnableWWWSubdomain: domain.www,
    Status: domain.status,
    CertificateValidationRecords: records.map((record) => ({ ...record, Status: status })),
  };
}

function summary(service: ResourceRecord): Record<string, unknown> {
  return {
    ServiceName: service.physicalId.split("/").at(-2),
    ServiceId: service.physicalId.split("/").at(-1),
    ServiceArn: service.physicalId,
    ServiceUrl: service.live.attributes["ServiceUrl"],
    CreatedAt: service.updatedAt,
    UpdatedAt: service.updatedAt,
    Status: serviceStatus(service),
    HealthCheckConfiguration: service.live.properties["HealthCheckConfiguration"],
  };
}

function serviceStatus({ status }: ResourceRecord): string {
  if (status.endsWith("_IN_PROGRESS")) return "OPERATION_IN_PROGRESS";
  return status === "CREATE_FAILED" ? "CREATE_FAILED" : "RUNNING";
}

function onService<Input extends { readonly ServiceArn?: string | undefined }>(
  action: string,
  run: Operation<Input>,
): OperationModel {
  return operation(run, (context, { ServiceArn = "*" }) => {
    const made = madeByStacks(context, "AWS::AppRunner::Service");
    const service = made.find(({ physicalId }) => physicalId === ServiceArn);
    return [
      {
        action: `apprunner:${action}`,
        resource: ServiceArn,
        conditionValues: resourceTagValues(service?.live.tags ?? {}),
      },
    ];
  });
}

function invalidToken(): ReturnType<typeof clientFault> {
  return clientFault("InvalidRequestException", "The NextToken is invalid.");
}
