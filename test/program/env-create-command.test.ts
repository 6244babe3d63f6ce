import { beforeAll, describe, expect, test } from "vitest";
import pino from "pino";
import { parseCommandLine } from "../../src/cli/command-line.ts";
import { envCreateCommand } from "../../src/program/env-create-command.ts";
import { type Failure, failureOf } from "../../src/domain/failure.ts";
import { plain } from "../../src/report/paint.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { makeRequestHandler } from "../../src/simulator/protocols/make-request-handler.ts";
import { writesSince } from "../support/aws-world.ts";
import {
  type CopilotApplication,
  deployByCopilot,
  type DeployedByCopilot,
  openDeployed,
} from "../support/copilot-application.ts";

const [account, other] = ["111111111111", "222222222222"];
const region = "eu-west-1";
const configuration = (...names: readonly string[]): string =>
  `applications:\n${names
    .map(
      (name) =>
        `  ${name}:\n    source: {github: {repository: acme/${name}}}\n    branches: {main: [test]}\n    environments: {test: {mode: look}}\n`,
    )
    .join("")}`;

let deployed: DeployedByCopilot;
beforeAll(async () => {
  deployed = await deployByCopilot({
    files: new Map([
      ["copilot/.workspace", "application: books\n"],
      ["copilot/environments/test/manifest.yml", "name: test\ntype: Environment\n"],
    ]),
    applicationAccount: account,
    region,
    copilotVersion: "v1.34.0",
    environments: [{ name: "test", account, region, stage: "initialised" }],
  });
});

interface Ended {
  readonly code: number | undefined;
  readonly failure: Failure | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command as the program runs it, with the administrator of the application's account as the process. */
async function autoland(
  books: CopilotApplication,
  words: string,
  config = configuration("books"),
): Promise<Ended> {
  const line = parseCommandLine(words.split(" "), { AUTOLAND_CONFIG: "env:CONFIG" });
  if (line.kind !== "command" || line.command.name !== "env-create") throw new Error(JSON.stringify(line));
  const { command, options } = line;
  const said = { stdout: "", stderr: "" };
  const { world } = books;
  const administrator = {
    kind: "user",
    account,
    arn: `arn:aws:iam::${account}:user/admin`,
    userName: "admin",
  } as const;
  const ended = await world.run(
    envCreateCommand(command, options, {
      console: {
        out: (text) => (said.stdout += text),
        err: (text) => (said.stderr += text),
        paint: plain,
        json: options.json,
      },
      log: pino({ level: "silent" }),
      clock: world.clock,
      clients: {
        region,
        credentials: world.issueCredentials(administrator),
        requestHandler: makeRequestHandler(world),
      },
      cacheFolder: "",
      environment: { CONFIG: config },
      signal: new AbortController().signal,
    }).then(
      (code) => ({ code, failure: undefined }),
      (error: unknown) => ({ code: undefined, failure: failureOf(error) }),
    ),
  );
  return { ...ended, ...said };
}

function policy(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
}

async function makeAdministratorRole({ world }: CopilotApplication): Promise<string> {
  const credentials = world.issueCredentials(rootOf(other));
  const call = (action: string, input: object): Promise<unknown> =>
    world.call({ service: "iam", action, credentials, region, input });
  await world.run(
    call("CreateRole", {
      RoleName: "administrator",
      AssumeRolePolicyDocument: policy({
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: "sts:AssumeRole",
      }),
    }),
  );
  const PolicyDocument = policy({ Action: "*", Resource: "*" });
  await world.run(call("PutRolePolicy", { RoleName: "administrator", PolicyName: "all", PolicyDocument }));
  return `arn:aws:iam::${other}:role/administrator`;
}

describe("autoland env create", () => {
  test("tells each step before it is taken, and what to do next", async () => {
    const books = await openDeployed(deployed);
    const { code, stdout, stderr } = await autoland(books, "env create staging");
    expect(code).toBe(0);
    expect(stderr).toBe(
      "autoland: make the environment's roles: stack books-staging\nautoland: write the record /copilot/applications/books/environments/staging\n",
    );
    expect(stdout).toMatch(
      /^environment staging of application books in account 111111111111, eu-west-1 is created\n {2}1\. Write copilot\/environments\/staging\/manifest\.yml .*\n {2}2\. Put staging under a branch .*\n {2}3\. autoland plan --environment staging\n$/,
    );
    const again = await autoland(books, "env create staging");
    expect([again.code, again.stderr]).toEqual([0, ""]);
    expect(again.stdout).toMatch(/ stands already; nothing was changed\n/);
  });

  test("works in another account by a role there, in another region, and answers in JSON", async () => {
    const books = await openDeployed(deployed);
    const role = await makeAdministratorRole(books);
    const { code, failure, stdout } = await autoland(
      books,
      `env create staging --application books --region us-east-1 --role ${role} --json`,
      "nobody reads this",
    );
    expect([code, failure]).toEqual([0, undefined]);
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      kind: "env-create",
      application: "books",
      environment: "staging",
      account: other,
      region: "us-east-1",
      outcome: "created",
      steps: [
        { kind: "enter-account", account: other },
        { kind: "open-region", region: "us-east-1" },
        { kind: "make-roles", stack: "books-staging" },
        { kind: "write-record", parameter: "/copilot/applications/books/environments/staging" },
      ],
    });
    expect(books.stack("books-staging").account).toBe(other);
  });

  test.each<[name: string, words: string, config: string, reason: string, text: RegExp]>([
    [
      "of which application is not said and there are several",
      "env create staging",
      configuration("books", "films"),
      "UnknownName",
      /books, films.*--application/s,
    ],
    [
      "by a role that nobody may assume",
      `env create staging --role arn:aws:iam::${other}:role/nobody`,
      configuration("books"),
      "RoleRefused",
      /role\/nobody.*get-role/s,
    ],
  ])("%s is refused with nothing changed", async (_name, words, config, reason, text) => {
    const books = await openDeployed(deployed);
    const calls = books.world.log.records.length;
    const { failure } = await autoland(books, words, config);
    expect(failure?.reason).toBe(reason);
    expect(`${failure?.message}\n${failure?.remedy}`).toMatch(text);
    expect(writesSince(books.world, calls)).toEqual([]);
  });
});
