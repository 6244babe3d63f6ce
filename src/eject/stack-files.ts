import type { GivenParameter, LiveStack } from "../domain/live-stack.ts";
import { quote } from "./quote.ts";

/** CloudFormation takes a template in a request up to this many bytes. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const longestBody = 51_200;

/**
 * The files of one stack, by name: its template as it stands, its parameters and tags in the form that AWS's command line takes, the
 * templates of nested stacks for reading, and `deploy.sh`, which makes a change set of them. Of a stack that nobody has changed since,
 * the change set is empty.
 */
export function stackFiles(stack: LiveStack, bucket: string | undefined): ReadonlyMap<string, string> {
  return new Map([
    ["template.yml", stack.template],
    ["parameters.json", json(Object.entries(stack.parameters).map(parameterOf))],
    ["tags.json", json(Object.entries(stack.tags).map(([Key, Value]) => ({ Key, Value })))],
    ["deploy.sh", deployScript(stack, bucket)],
    ...Object.entries(stack.nested).map(([id, text]) => [`nested/${id}.yml`, text] as const),
  ]);
}

function parameterOf([ParameterKey, parameter]: readonly [string, GivenParameter]): object {
  return parameter.kind === "hidden"
    ? { ParameterKey, UsePreviousValue: true }
    : { ParameterKey, ParameterValue: parameter.value };
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function deployScript(
  { id, template, parameters, tags, capabilities, roleArn, nested }: LiveStack,
  bucket: string | undefined,
): string {
  const isLong = Buffer.byteLength(template) > longestBody;
  const place = bucket ?? "BUCKET";
  const key = `ejected/${id.name}.yml`;
  const options = [
    `--template-${isLong ? `url "https://${place}.s3.${id.region}.amazonaws.com/${key}"` : "body file://template.yml"}`,
    ...(Object.keys(parameters).length === 0 ? [] : ["--parameters file://parameters.json"]),
    ...(Object.keys(tags).length === 0 ? [] : ["--tags file://tags.json"]),
    ...(capabilities.length === 0 ? [] : [`--capabilities ${capabilities.join(" ")}`]),
    ...(roleArn === undefined ? [] : [`--role-arn ${quote(roleArn)}`]),
    // Without it CloudFormation lists every nested stack as changed, because it does not look into them.
    ...(Object.keys(nested).length === 0 ? [] : ["--include-nested-stacks"]),
  ];
  return `#!/bin/sh
# Makes a change set of stack ${id.name}, in account ${id.account}, region ${id.region}, from the files beside this one, and shows it. Run it
# with credentials of that account. Nothing is deployed until you execute the change set; the last line says how.
set -eu
cd "$(dirname "$0")"
name="plain-$(date -u +%Y%m%d%H%M%S)"
${isLong ? `aws s3 cp template.yml ${quote(`s3://${place}/${key}`)}\n` : ""}aws cloudformation create-change-set --region ${quote(id.region)} --stack-name ${quote(id.name)} --change-set-name "$name" \\
  ${options.join(" \\\n  ")}
# An empty change set ends as FAILED: "The submitted information didn't contain changes."
aws cloudformation wait change-set-create-complete --region ${quote(id.region)} --stack-name ${quote(id.name)} --change-set-name "$name" || true
aws cloudformation describe-change-set --region ${quote(id.region)} --stack-name ${quote(id.name)} --change-set-name "$name"
echo "aws cloudformation execute-change-set --region ${id.region} --stack-name ${id.name} --change-set-name $name"
`;
}
