import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  SSMClient,
  paginateGetParametersByPath,
} from "@aws-sdk/client-ssm";
import { expect, test } from "vitest";
import { account, clientOptions, failureOf, sdkWorld } from "./sdk-world.ts";

const Name = "/copilot/applications/shop";
const put = (name: string, more: object = {}) =>
  new PutParameterCommand({ Name: name, Value: "{}", Type: "String", ...more });

test("a parameter is created once, and overwritten only when asked to", async () => {
  const ssm = new SSMClient(clientOptions(sdkWorld()));
  expect(await ssm.send(put(Name, { Tags: [{ Key: "copilot-application", Value: "shop" }] }))).toMatchObject({
    Version: 1,
    Tier: "Standard",
  });
  expect(await failureOf(ssm.send(put(Name)))).toBe(
    "ParameterAlreadyExists: The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
  );
  expect(await ssm.send(put(Name, { Overwrite: true, Value: '{"a":1}' }))).toMatchObject({ Version: 2 });
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name }));
  expect(Parameter).toMatchObject({
    Name,
    Value: '{"a":1}',
    Version: 2,
    ARN: `arn:aws:ssm:eu-west-1:${account}:parameter${Name}`,
  });
  expect(Parameter?.LastModifiedDate).toEqual(new Date("2026-11-20T09:00:00Z"));
  const older = await ssm.send(new GetParameterCommand({ Name: `${Name}:1` }));
  expect(older.Parameter).toMatchObject({ Value: "{}", Selector: ":1" });
});

test("tags survive an overwrite, and can be added later", async () => {
  const ssm = new SSMClient(clientOptions(sdkWorld()));
  await ssm.send(put(Name, { Tags: [{ Key: "a", Value: "1" }] }));
  await ssm.send(put(Name, { Overwrite: true }));
  const tag = { ResourceType: "Parameter", ResourceId: Name } as const;
  await ssm.send(new AddTagsToResourceCommand({ ...tag, Tags: [{ Key: "b", Value: "2" }] }));
  expect((await ssm.send(new ListTagsForResourceCommand(tag))).TagList).toEqual([
    { Key: "a", Value: "1" },
    { Key: "b", Value: "2" },
  ]);
});

test("a path is listed in pages of ten, children only unless recursive", async () => {
  const ssm = new SSMClient(clientOptions(sdkWorld()));
  const names = Array.from(
    { length: 23 },
    (_, index) => `${Name}/components/w${String(index).padStart(2, "0")}`,
  );
  for (const name of [...names, `${Name}/components/w00/deep`, Name]) await ssm.send(put(name));
  const sizes = [];
  const found = [];
  for await (const page of paginateGetParametersByPath({ client: ssm }, { Path: `${Name}/components/` })) {
    sizes.push(page.Parameters?.length);
    found.push(...(page.Parameters ?? []).map(({ Name: name }) => name));
  }
  expect(sizes).toEqual([10, 10, 3]);
  expect(found).toEqual(names);
  const recursive = await ssm.send(
    new GetParametersByPathCommand({ Path: `${Name}/components/w00`, Recursive: true }),
  );
  expect(recursive.Parameters?.map(({ Name: name }) => name)).toEqual([`${Name}/components/w00/deep`]);
  const nothing = await ssm.send(new GetParametersByPathCommand({ Path: "/nothing/here" }));
  expect(nothing.Parameters).toEqual([]);
});

test("a SecureString shows its value only when decryption is asked for", async () => {
  const ssm = new SSMClient(clientOptions(sdkWorld()));
  await ssm.send(put("/copilot/shop/test/secrets/key", { Type: "SecureString", Value: "hunter2" }));
  const get = (WithDecryption: boolean) =>
    ssm.send(new GetParametersCommand({ Names: ["/copilot/shop/test/secrets/key"], WithDecryption }));
  expect((await get(true)).Parameters?.[0]?.Value).toBe("hunter2");
  expect((await get(false)).Parameters?.[0]?.Value).not.toContain("hunter2");
});

test("who changed a parameter last is told by DescribeParameters", async () => {
  const world = sdkWorld();
  const ssm = new SSMClient(clientOptions(world));
  await ssm.send(put("/autoland/shop/approvals"));
  const described = await ssm.send(
    new DescribeParametersCommand({
      ParameterFilters: [{ Key: "Path", Option: "Recursive", Values: ["/autoland"] }],
    }),
  );
  expect(described.Parameters).toMatchObject([
    { Name: "/autoland/shop/approvals", LastModifiedUser: `arn:aws:iam::${account}:root`, Version: 1 },
  ]);
});

test("of ten names those that exist are deleted and the others are named", async () => {
  const ssm = new SSMClient(clientOptions(sdkWorld()));
  await ssm.send(put("/a"));
  const deleted = await ssm.send(new DeleteParametersCommand({ Names: ["/a", "/b"] }));
  expect(deleted).toMatchObject({ DeletedParameters: ["/a"], InvalidParameters: ["/b"] });
});

test.each([
  {
    situation: "a name that does not exist is read",
    command: new GetParameterCommand({ Name: "/no" }),
    outcome: "ParameterNotFound",
  },
  {
    situation: "a name that does not exist is deleted",
    command: new DeleteParameterCommand({ Name: "/no" }),
    outcome: "ParameterNotFound",
  },
  {
    situation: "tags come with an overwrite",
    command: put("/x", { Overwrite: true, Tags: [{ Key: "a", Value: "b" }] }),
    outcome: "ValidationException: Invalid request: tags and overwrite can't be used together",
  },
  {
    situation: "a value is larger than 4 KB",
    command: put("/x", { Value: "x".repeat(4097) }),
    outcome:
      "ValidationException: Standard tier parameters support a maximum parameter value of 4096 characters",
  },
  {
    situation: "a page of eleven is asked for",
    command: new GetParametersByPathCommand({ Path: "/", MaxResults: 11 }),
    outcome: "ValidationException: 1 validation error detected: Value '11' at 'maxResults'",
  },
  {
    situation: "eleven names are asked for",
    command: new GetParametersCommand({ Names: Array.from({ length: 11 }, (_, i) => `/${i}`) }),
    outcome: "ValidationException",
  },
  {
    situation: "a token is made up",
    command: new GetParametersByPathCommand({ Path: "/", NextToken: "abc" }),
    outcome: "InvalidNextToken",
  },
  {
    situation: "a reserved name is written",
    command: put("/aws/x"),
    outcome: "AccessDeniedException: No access to reserved parameter name: /aws/x.",
  },
  {
    situation: "a name has sixteen levels",
    command: put("/a".repeat(16)),
    outcome: "HierarchyLevelLimitExceededException",
  },
])("when $situation, Parameter Store refuses", async ({ command, outcome }) => {
  const ssm = new SSMClient(clientOptions(sdkWorld()));
  // The union of commands has no one overload of send.
  const call = (ssm.send as (command: unknown) => Promise<unknown>).call(ssm, command);
  expect((await failureOf(call)).slice(0, outcome.length)).toBe(outcome);
});
