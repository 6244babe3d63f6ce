import { expect, test } from "vitest";
import type { CallRecord } from "../../src/simulator/kernel/call-log.ts";
import { isDeep } from "../support/depth.ts";
import { type PermissionRow, permissionTable } from "../support/permission-table.ts";
import { rarerStories } from "./rarer-stories.ts";

/** Who makes a call in the stories, as AWS names them. */
const callers: Readonly<Record<string, string>> = {
  application: "arn:aws:iam::111111111111:user/admin",
  environment: "arn:aws:sts::222222222222:assumed-role/autoland-apply/autoland-apply",
};
/** Roles as messages of Autoland's own name them, where AWS names nobody. */
const roles: Readonly<Record<string, string>> = {
  application: "the process itself",
  environment: "arn:aws:iam::222222222222:role/autoland-apply",
};

/** An answer to HEAD says nothing: the file is copied once more, and all ends well (docs/permissions.md). */
const silent = new Set(["application s3:HeadObject"]);

/** `npm test` plays some of them. */
const sample = new Set(["environment ecs:RunTask", "environment s3:PutObject", "application s3:GetObject"]);

const rows = permissionTable().filter(({ part }) => part === "apply");
const cases = Object.keys(rarerStories).map((name) => {
  const row = rows.find(({ who, call }) => `${who} ${call}` === name);
  if (row === undefined) throw new Error(`the table of permissions has no ${name}`);
  return [name, row] as const;
});

test.each(cases.filter(([name]) => isDeep || sample.has(name)))(
  "without %s what fails is named, with the action and who lacks it",
  async (name, row) => {
    const story = await (rarerStories[name] ?? (() => Promise.reject(new Error("no story"))))();
    const { world } = story.shop;
    const begun = world.log.records.length;
    const [service = "", action = ""] = row.call.split(":");
    world.faults.add({ service, action, principal: principalOf(row), effect: refusal(row) });
    const told = await story.play();
    expect(world.log.records.slice(begun).filter((record) => isOf(row, record)).length).toBeGreaterThan(0);
    if (silent.has(name)) {
      expect(told).not.toContain("AccessDenied");
      return;
    }
    const lines = told.split("\n").filter((line) => line.includes("AccessDenied"));
    expect(lines.join("\n")).toContain(row.actions[0]);
    const isSaid = [callers[row.who], roles[row.who]].some((who) =>
      lines.join("\n").includes(who ?? "nobody"),
    );
    expect(isSaid, lines.join("\n") || told).toBe(true);
  },
);

/** S3 says of a bucket of another account neither who nor what. */
function refusal({ call, who, actions }: PermissionRow) {
  const isS3 = call.startsWith("s3:");
  const message = isS3
    ? "Access Denied"
    : `User: ${callers[who]} is not authorized to perform: ${actions[0]} because no identity-based policy allows the ${actions[0]} action`;
  return {
    kind: "refuse",
    code: isS3 ? "AccessDenied" : "AccessDeniedException",
    message,
    httpStatus: 403,
  } as const;
}

function principalOf({ who }: PermissionRow): string {
  return who === "application" ? ":user/admin" : "/autoland-apply";
}

function isOf(row: PermissionRow, record: CallRecord): boolean {
  return (
    record.via === undefined &&
    `${record.service}:${record.action}` === row.call &&
    record.principal.includes(principalOf(row))
  );
}
