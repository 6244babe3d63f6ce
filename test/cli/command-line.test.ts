import { describe, expect, test } from "vitest";
import { parseCommandLine } from "../../src/cli/command-line.ts";

function parse(line: string, environment: Record<string, string> = {}): ReturnType<typeof parseCommandLine> {
  return parseCommandLine(
    line.split(" ").filter((word) => word !== ""),
    environment,
  );
}

describe("a command line that is understood", () => {
  test.each([
    ["plan", { name: "plan", format: "text" }],
    ["plan --format markdown", { name: "plan", format: "markdown" }],
    ["sync --json", { name: "sync" }],
    ["run --port 0", { name: "run", port: 0 }],
    ["retry production/api", { name: "retry", target: { environment: "production", workload: "api" } }],
    ["retry production", { name: "retry", target: { environment: "production" } }],
    [
      "approve production --plan 0123456789abcdef --until 4h --class refresh-functions",
      {
        name: "approve",
        environment: "production",
        plan: "0123456789abcdef",
        until: { kind: "after", milliseconds: 4 * 3_600_000 },
        classes: ["refresh-functions"],
      },
    ],
    [
      "suspend production/api --reason audit --owner ann --until 2026-12-01T18:00:00Z",
      {
        name: "suspend",
        target: "production/api",
        reason: "audit",
        owner: "ann",
        until: { kind: "at", at: new Date("2026-12-01T18:00:00Z") },
      },
    ],
    ["resume shop --reason done", { name: "resume", target: "shop", reason: "done" }],
    [
      "rollback production --to 0123abcd",
      { name: "rollback", environment: "production", commit: "0123abcd" },
    ],
    ["validate copilot/api --format sarif", { name: "validate", path: "copilot/api", format: "sarif" }],
    ["init", { name: "init", workspace: ".", out: undefined, offline: false }],
    [
      "init --workspace w --out autoland.yml --offline --application shop",
      { name: "init", workspace: "w", out: "autoland.yml", offline: true },
    ],
    ["validate --json", { name: "validate", path: ".", format: "json" }],
    [
      "render api --environment test",
      {
        name: "render",
        workload: "api",
        asCopilot: false,
        inputs: undefined,
        out: undefined,
        workspace: ".",
      },
    ],
  ])("%s", (line, command) => {
    expect(parse(line)).toMatchObject({ kind: "command", command });
  });

  test.each([
    ["status staging", {}, { environments: ["staging"] }],
    ["plan --environment a --environment b", {}, { environments: ["a", "b"] }],
    ["plan", {}, { config: "autoland.yml", endpoint: undefined, color: true, json: false }],
    [
      "plan",
      { AWS_ENDPOINT_URL: "http://127.0.0.1:1", NO_COLOR: "", AUTOLAND_CONFIG: "env:X" },
      { config: "env:X", endpoint: "http://127.0.0.1:1", color: false },
    ],
    [
      "plan --endpoint http://127.0.0.1:2 --config ssm:/x",
      { AWS_ENDPOINT_URL: "y" },
      { config: "ssm:/x", endpoint: "http://127.0.0.1:2" },
    ],
  ])("%s with %j", (line, environment, options) => {
    expect(parse(line, environment)).toMatchObject({ kind: "command", options });
  });

  test.each(["", "help", "--help", "plan --help", "plan -h"])("%j asks for help", (line) => {
    expect(parse(line)).toEqual({ kind: "help" });
  });
});

describe("a command line that is not understood says what is wrong", () => {
  test.each([
    ["deploy", /no command `deploy`/],
    ["doctor x", /does not take the word x/],
    ["eject --format json", /does not take --format/],
    ["env", /create NAME/],
    ["env delete staging", /create NAME/],
    ["env create", /create NAME/],
    ["env create a b", /does not take the word b/],
    ["env create a --environment b", /not with --environment/],
    ["env create a --profile p --role r", /--profile or --role, not both/],
    ["env create a --role administrator", /--role is administrator/],
    ["plan --role x", /does not take --role/],
    ["drift --format pdf", /--format is pdf; drift is written as/],
    ["drift --wait soon", /--wait is soon/],
    ["status --wait 5m", /does not take --wait/],
    ["plan --offline", /does not take --offline/],
    ["init --all", /does not take --all/],
    ["init shop", /does not take the word shop/],
    ["init --environment test", /does not take --environment/],
    ["plan --port 1", /does not take --port/],
    ["plan staging", /does not take the word staging/],
    ["plan --format html", /--format is html/],
    ["plan --unknown", /--unknown/],
    ["run --port eighty", /--port is eighty/],
    ["run --port 70000", /--port is 70000/],
    ["retry", /ENVIRONMENT\/WORKLOAD/],
    ["retry production/", /ENVIRONMENT\/WORKLOAD/],
    ["approve production", /--plan DIGEST/],
    ["approve production --plan latest", /--plan is latest/],
    ["approve production --plan 0123456789 --until tomorrow", /--until is tomorrow/],
    ["approve production --plan 0123456789 --until 2026-12-01T18:00:00", /--until is 2026/],
    ["approve production --plan 0123456789 --class everything", /--class is everything/],
    ["suspend production", /--reason REASON/],
    ["resume", /takes a target/],
    ["rollback production", /--to COMMIT/],
    ["rollback production --to HEAD", /--to is HEAD/],
    ["sync --plan 0123456789", /does not take --plan/],
    ["retry a/b/c", /ENVIRONMENT\/WORKLOAD/],
    ["render", /--all/],
    ["render api", /needs one --environment/],
    ["render --all", /needs --out/],
    ["validate --format xml", /--format is xml/],
  ])("%s", (line, message) => {
    expect(parse(line)).toEqual({ kind: "wrong", message: expect.stringMatching(message) });
  });
});
