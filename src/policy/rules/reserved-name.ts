import type { Json } from "../../domain/template.ts";
import { isJsonMap, pointerOf } from "../../template/json-pointer.ts";
import type { PartFacts } from "../part-facts.ts";
import type { PolicyRule } from "../rule.ts";

/** Names that mean something to Copilot or Autoland. */
export const reservedName: PolicyRule = {
  code: "reserved-name",
  severity: "stop",
  judges: "additions",
  stops:
    "roles, parameters, repositories, log groups and exports under names that Copilot or Autoland uses itself",
  reason:
    "A role that is called like the environment's manager, or an export that is called like the environment's, is taken for it.",
  remedy: "Leave the name out: CloudFormation gives one that is unique. Or put the workload's name in front.",
  judge: (facts) => [
    ...[...facts.resources].flatMap(([id, { Type: type, Properties: properties = {} }]) =>
      namesOf(properties).flatMap((value) =>
        facts
          .texts(value)
          .filter((text) => isReserved(text, type, facts))
          .map((text) => ({ pointer: pointerOf(["Resources", id]), what: `is named ${text}` })),
      ),
    ),
    ...exportsOf(facts).map(({ name, output }) => ({
      pointer: pointerOf(["Outputs", output]),
      what: `exports ${name}`,
    })),
  ],
};

const nameProperty = /^(?:Name|\w*Name)$/;

function namesOf(properties: Readonly<Record<string, Json>>): readonly Json[] {
  return Object.entries(properties).flatMap(([key, value]) => (nameProperty.test(key) ? [value] : []));
}

function isReserved(text: string, type: string, { judged }: PartFacts): boolean {
  const { application, environment, workload } = judged;
  if (/^autoland(?:[-/]|$)/i.test(text) || /^\/autoland(?:\/|$)/.test(text)) return true;
  switch (type) {
    case "AWS::IAM::Role":
      return /-(?:EnvManagerRole|CFNExecutionRole|adminrole|executionrole)$/.test(text);
    case "AWS::SSM::Parameter":
      return /^\/?copilot\/applications(?:\/|$)/.test(text);
    case "AWS::ECR::Repository":
      return text.startsWith(`${application}/`);
    case "AWS::S3::Bucket":
      return text.startsWith(`stackset-${application}-`);
    case "AWS::Logs::LogGroup":
      return (
        text.startsWith(`/copilot/${application}-${environment}`) &&
        text !== `/copilot/${application}-${environment}-${workload}`
      );
    case "AWS::CloudFormation::Stack":
      return text.startsWith(`${application}-`);
    default:
      return false;
  }
}

/** Exports under another's name: what is exported must carry the environment's name, or a name that nobody's stack has. */
function exportsOf(facts: PartFacts): readonly { readonly name: string; readonly output: string }[] {
  return Object.entries(facts.outputs).flatMap(([output, value]) => {
    const exported = isJsonMap(value) && isJsonMap(value["Export"]) ? value["Export"]["Name"] : undefined;
    return facts
      .texts(exported)
      .filter((name) => isEnvironmentsExport(name, facts))
      .map((name) => ({ name, output }));
  });
}

function isEnvironmentsExport(name: string, { judged, context }: PartFacts): boolean {
  const others = context.otherEnvironments.some((other) =>
    name.startsWith(`${judged.application}-${other}-`),
  );
  const own =
    /-(?:VpcId|PublicSubnets|PrivateSubnets|ClusterId|EnvironmentSecurityGroup|HTTPS?ListenerArn|Internal\w+|PublicLoadBalancer\w+|EnvironmentManagerRoleARN|CFNExecutionRoleARN)$/;
  return others || own.test(name);
}
