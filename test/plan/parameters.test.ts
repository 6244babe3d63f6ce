import { expect, test } from "vitest";
import type { Template } from "../../src/domain/template.ts";
import { changesBetween } from "../../src/plan/changes.ts";

function template(parameters: NonNullable<Template["Parameters"]>): Template {
  return { Parameters: parameters, Resources: { Topic: { Type: "AWS::SNS::Topic" } } };
}

const plain = template({ Size: { Type: "Number", Default: 3 } });
const secret = template({ Password: { Type: "String", NoEcho: true } });

test.each([
  ["a default that was not sent is what CloudFormation lists", plain, { Size: "3" }, {}, []],
  ["a value other than the default differs from it", plain, { Size: "4" }, {}, ["Size 4 → 3"]],
  ["a secret that is masked is no difference", secret, { Password: "****" }, { Password: "hunter2" }, []],
  ["a secret that is not sent is none either", secret, { Password: "****" }, {}, []],
])("%s", (_name, at, deployed, desired, expected) => {
  const changes = changesBetween(
    { template: at, parameters: deployed, tags: {} },
    { template: at, parameters: desired, tags: {} },
  );
  expect(changes.map((change) => `${change.path} ${change.from} → ${change.to}`)).toEqual(expected);
});

test("a parameter that becomes secret is not told with the value that it gets", () => {
  const open = template({ Password: { Type: "String" } });
  const changes = changesBetween(
    { template: open, parameters: { Password: "old" }, tags: {} },
    { template: secret, parameters: { Password: "hunter2" }, tags: {} },
  );
  expect(changes.map((change) => change.path)).toEqual(["/Parameters/Password/NoEcho"]);
  expect(JSON.stringify(changes)).not.toContain("hunter2");
});
