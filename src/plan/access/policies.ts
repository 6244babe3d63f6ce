import type { Json, TemplateResource } from "../../domain/template.ts";
import { isJsonMap } from "../../template/json-pointer.ts";
import { itemsOf } from "./alternatives.ts";
import { readable } from "./readable.ts";
import { notCovered, type Statement, statementsOf } from "./statement.ts";

/** What a resource says about who may do what. */
interface Grants {
  readonly statements: readonly Statement[];
  /** Policies that exist elsewhere and are attached. */
  readonly attached: readonly string[];
  /** A policy that limits all others, if any. */
  readonly boundary: string | undefined;
}

/**
 * What a resource allows that it did not allow before: new parts of statements, policies attached, refusals and boundaries taken away.
 * A resource that was not there allowed nothing.
 */
export function widerGrants(
  before: TemplateResource | undefined,
  after: TemplateResource | undefined,
): readonly string[] {
  const [from, to] = [grantsOf(before), grantsOf(after)];
  const isNew = before === undefined;
  return [
    ...partsOf(to, from, "Allow").map((text) => `allows ${text}`),
    ...to.attached.filter((name) => !from.attached.includes(name)).map((name) => `attaches ${name}`),
    // Without the resource, nobody is refused or limited by it: only one that stays and says less is told of.
    ...(isNew ? [] : partsOf(from, to, "Deny").map((text) => `no longer refuses ${text}`)),
    ...(isNew || from.boundary === undefined || from.boundary === to.boundary || after === undefined
      ? []
      : [`is no longer bounded by ${from.boundary}`]),
  ];
}

function partsOf(of: Grants, besides: Grants, effect: Statement["effect"]): readonly string[] {
  return of.statements
    .filter((statement) => statement.effect === effect)
    .flatMap((statement) => notCovered(statement, besides.statements) ?? []);
}

/** Properties that hold a policy document, whatever the type of the resource. */
const documents = [
  "AssumeRolePolicyDocument",
  "PolicyDocument",
  "KeyPolicy",
  "RepositoryPolicyText",
  "ResourcePolicy",
  "FileSystemPolicy",
] as const;

function grantsOf(resource: TemplateResource | undefined): Grants {
  const properties = resource?.Properties ?? {};
  const inline = itemsOf(properties["Policies"]).flatMap((policy) =>
    isJsonMap(policy) ? statementsOf(policy["PolicyDocument"]) : [],
  );
  const boundary = properties["PermissionsBoundary"];
  return {
    statements: [
      ...documents.flatMap((name) => statementsOf(properties[name])),
      ...inline,
      ...(resource?.Type === "AWS::Lambda::Permission" ? [invocation(properties)] : []),
    ],
    attached: [...itemsOf(properties["ManagedPolicyArns"]), ...receivers(resource)].map(readable),
    boundary: boundary === undefined ? undefined : readable(boundary),
  };
}

/** A policy given to further roles, users or groups allows them what it says. */
function receivers(resource: TemplateResource | undefined): readonly Json[] {
  if (resource === undefined || !/^AWS::IAM::(?:Managed)?Policy$/.test(resource.Type)) return [];
  const { Roles: roles, Users: users, Groups: groups } = resource.Properties ?? {};
  return [roles, users, groups].flatMap((some) => itemsOf(some).map((name) => `itself to ${readable(name)}`));
}

function invocation(properties: Readonly<Record<string, Json>>): Statement {
  const {
    Action: action = "*",
    Principal: principal = "*",
    FunctionName: name = "",
    SourceArn: source,
  } = properties;
  return {
    effect: "Allow",
    actions: [readable(action)],
    resources: [readable(name)],
    principals: [readable(principal)],
    limits: source === undefined ? "" : `the source is ${readable(source)}`,
  };
}
