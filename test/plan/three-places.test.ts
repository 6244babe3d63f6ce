import { describe, expect, test } from "vitest";
import type { Mending } from "../../src/domain/inconsistency.ts";
import { situationOf } from "../../src/domain/stack-status.ts";
import { judgeWorkload } from "../../src/plan/judge-workload.ts";
import { type Cell, environmentCells, statusesOf, workloadCells } from "../docs/three-places-page.ts";

const cells = workloadCells();

function situation(cell: Cell): string {
  return cell.stack === "absent" || cell.stack === "unreadable" ? cell.stack : situationOf(cell.stack);
}

/** What mends a cell, by what is in Git, whether it is recorded, and what its stack's status allows. */
const expected: readonly (readonly [
  files: string,
  record: string,
  situation: string,
  verdict: string,
  mending: Mending,
])[] = [
  ["present", "present", "absent", "not-deployed", "nothing"],
  ["present", "present", "deleted", "not-deployed", "nothing"],
  ["present", "present", "shell", "not-deployed", "nothing"],
  ["present", "present", "ready", "agreed", "nothing"],
  ["present", "present", "busy", "agreed", "nothing"],
  ["present", "present", "failed-create", "agreed", "nothing"],
  ["present", "present", "stuck", "agreed", "nothing"],
  ["present", "absent", "absent", "not-registered", "register"],
  ["present", "absent", "deleted", "not-registered", "register"],
  ["present", "absent", "shell", "not-registered", "register"],
  ["present", "absent", "ready", "record-lost", "adopt"],
  ["present", "absent", "busy", "record-lost", "wait"],
  ["present", "absent", "failed-create", "record-lost", "person"],
  ["present", "absent", "stuck", "record-lost", "person"],
  ["absent", "present", "absent", "record-left-over", "forget"],
  ["absent", "present", "deleted", "record-left-over", "forget"],
  ["absent", "present", "shell", "record-left-over", "person"],
  ["absent", "present", "ready", "removed-from-git", "delete-stack"],
  ["absent", "present", "busy", "removed-from-git", "wait"],
  ["absent", "present", "failed-create", "removed-from-git", "delete-stack"],
  ["absent", "present", "stuck", "removed-from-git", "person"],
  ["absent", "absent", "absent", "nowhere", "nothing"],
  ["absent", "absent", "deleted", "nowhere", "nothing"],
  ["absent", "absent", "shell", "unknown-stack", "person"],
  ["absent", "absent", "ready", "unknown-stack", "person"],
  ["absent", "absent", "busy", "unknown-stack", "person"],
  ["absent", "absent", "failed-create", "unknown-stack", "person"],
  ["absent", "absent", "stuck", "unknown-stack", "person"],
];

describe("the table of files, Parameter Store and stack", () => {
  test("has a verdict and what mends it for every combination with every stack status", () => {
    expect(cells).toHaveLength(3 * 3 * 25);
    expect(new Set(statusesOf(cells)).size).toBe(23);
  });

  test.each(expected)(
    "files %s, record %s, stack %s: %s, mended by %s",
    (files, record, stack, verdict, mending) => {
      const matching = cells.filter(
        (cell) => cell.files === files && cell.record === record && situation(cell) === stack,
      );
      expect(matching.length).toBeGreaterThan(0);
      for (const cell of matching) expect([cell.verdict, cell.mending]).toEqual([verdict, mending]);
    },
  );

  test("is covered by the rows above, but for what cannot be read", () => {
    const covered = new Set(expected.map(([files, record, stack]) => [files, record, stack].join()));
    const rest = cells.filter((cell) => !covered.has([cell.files, cell.record, situation(cell)].join()));
    expect(rest.every((cell) => cell.verdict === "unclear" && cell.mending === "wait")).toBe(true);
    expect(rest.length + cells.filter((cell) => cell.verdict !== "unclear").length).toBe(cells.length);
  });

  test("never deletes or forgets what Git asks for, and never what could not be read", () => {
    const deleting = cells.filter(({ mending }) => mending === "delete-stack" || mending === "forget");
    expect(
      deleting.every(
        ({ files, record, stack }) => files === "absent" && record === "present" && stack !== "unreadable",
      ),
    ).toBe(true);
  });

  test("a repository that is missing is made again, and one that nobody knows may be forgotten", () => {
    const registered = { files: "present", record: "present", stack: "UPDATE_COMPLETE" } as const;
    const unknown = { files: "absent", record: "absent", stack: "absent" } as const;
    expect(judgeWorkload({ ...registered, repository: "absent" }).mending).toBe("register");
    expect(judgeWorkload({ ...registered, repository: "not-needed" }).mending).toBe("nothing");
    expect(judgeWorkload({ ...unknown, repository: "present" })).toEqual({
      verdict: "repository-left-over",
      mending: "forget",
    });
  });
});

describe("the table of environments", () => {
  test.each([
    [{ configured: true, record: "present", stack: "UPDATE_COMPLETE", role: "usable" }, "agreed", "nothing"],
    [{ configured: true, record: "present", stack: "absent", role: "usable" }, "stack-lost", "person"],
    [{ configured: true, record: "present", stack: "unreadable", role: "refused" }, "role-lost", "person"],
    [
      { configured: true, record: "present", stack: "ROLLBACK_COMPLETE", role: "usable" },
      "stack-stuck",
      "person",
    ],
    [
      { configured: true, record: "absent", stack: "CREATE_COMPLETE", role: "unknown" },
      "record-lost",
      "person",
    ],
    [{ configured: true, record: "absent", stack: "absent", role: "unknown" }, "not-created", "person"],
    [
      { configured: false, record: "present", stack: "unreadable", role: "unknown" },
      "not-configured",
      "person",
    ],
    [
      { configured: false, record: "absent", stack: "CREATE_COMPLETE", role: "unknown" },
      "unknown-stack",
      "person",
    ],
    [{ configured: true, record: "unreadable", stack: "unreadable", role: "unknown" }, "unclear", "wait"],
  ])("%j: %s, mended by %s", (places, verdict, mending) => {
    const cell = environmentCells().find((candidate) =>
      Object.entries(places).every(([key, value]) => candidate[key as keyof typeof candidate] === value),
    );
    expect([cell?.verdict, cell?.mending]).toEqual([verdict, mending]);
  });

  test("mends nothing without a person", () => {
    expect(new Set(environmentCells().map(({ mending }) => mending))).toEqual(
      new Set(["nothing", "wait", "person"]),
    );
  });
});
