import type { Json, TemplateResource } from "../../domain/template.ts";
import { pointerOf } from "../../template/json-pointer.ts";
import { accountsIn, namesCallers } from "../iam/conditions.ts";
import { ofAws, type Principal } from "../iam/principals.ts";
import { environmentPrefix } from "../names.ts";
import type { PartFacts } from "../part-facts.ts";
import type { Offence, PolicyRule } from "../rule.ts";
import { accountsOfAws } from "../accounts-of-aws.ts";

/** Policies on things, rather than on people. */
export const publicResourcePolicy: PolicyRule = {
  code: "public-resource-policy",
  severity: "stop",
  judges: "additions",
  stops:
    "buckets, queues, topics, keys, functions and other resources whose policy lets in anyone or another account",
  reason:
    '`Principal: "*"` without a condition is everyone with an AWS account; another account is outside everything that is reviewed here.',
  remedy: "Name the role or the service, with a condition on `aws:SourceArn` or `aws:SourceAccount`.",
  judge: (facts) => [
    ...fromDocuments(facts),
    ...[...facts.resources].flatMap(([id, resource]) => fromPermission(id, resource, facts)),
  ],
};

/** Their policies only narrow what is open by nature. */
const openByNature = /^AWS::(?:EC2::VPCEndpoint|ApiGateway::RestApi|Serverless::Api)$/;

function fromDocuments(facts: PartFacts): readonly Offence[] {
  return facts.documents
    .filter(({ kind, type }) => kind === "resource" && !openByNature.test(type))
    .flatMap(({ statements }) => statements.filter(({ effect }) => effect === "Allow"))
    .flatMap(({ principals, condition, pointer }) =>
      [...new Set(principals.flatMap((principal) => strangerOf(principal, condition, facts) ?? []))].map(
        (who) => ({
          pointer,
          what: `lets in ${who}`,
        }),
      ),
    );
}

/** Resources that say in properties who may call. */
function fromPermission(
  id: string,
  { Type: type, Properties: properties = {} }: TemplateResource,
  facts: PartFacts,
): readonly Offence[] {
  if (!/^AWS::(?:Lambda::(?:Permission|LayerVersionPermission)|Events::EventBusPolicy)$/.test(type))
    return [];
  const isLimited = [
    properties["SourceArn"],
    properties["SourceAccount"],
    properties["PrincipalOrgID"],
    properties["OrganizationId"],
  ].some((limit) => facts.texts(limit).some((text) => !/^[*?]*$/.test(text)));
  return facts
    .texts(properties["Principal"])
    .map((text) =>
      text.includes(".amazonaws.com") ? ({ kind: "service", name: text } as const) : ofAws(text),
    )
    .filter((principal) => !(principal.kind === "anyone" && isLimited))
    .flatMap((principal) => strangerOf(principal, undefined, facts) ?? [])
    .map((who) => ({ pointer: pointerOf(["Resources", id]), what: `lets in ${who}` }));
}

function strangerOf(principal: Principal, condition: Json | undefined, facts: PartFacts): string | undefined {
  const { account, applicationAccount } = facts.judged;
  const isOurs = (named: string): boolean =>
    [account, applicationAccount].includes(named) || accountsOfAws.has(named);
  switch (principal.kind) {
    case "anyone": {
      if (!namesCallers(condition)) return "anyone";
      const foreign = accountsIn(condition).find((named) => !isOurs(named));
      return foreign === undefined ? undefined : `account ${foreign}`;
    }
    case "account":
      return isOurs(principal.account) ? undefined : `account ${principal.account}`;
    case "service":
      return undefined;
    case "federated":
      return principal.text;
    case "named":
      return isKnown(principal.text, facts) ? undefined : principal.text;
  }
}

function isKnown(text: string, facts: PartFacts): boolean {
  if (facts.ownReference(text) !== undefined || /^\$\{parent:[^}]+\}$/.test(text)) return true;
  if (/^arn:[^:]*:iam::cloudfront:user\//.test(text) || text.includes(".amazonaws.com")) return true;
  const imported = /^\$\{import:(.*)\}$/.exec(text)?.[1];
  return imported?.startsWith(environmentPrefix(facts)) === true;
}
