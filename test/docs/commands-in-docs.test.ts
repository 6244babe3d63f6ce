import { readFileSync } from "node:fs";
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseCommandLine } from "../../src/cli/command-line.ts";
import { parseConfig } from "../../src/config/parse-config.ts";

/** Every command and configuration that these pages tell a reader to use is one that there is. */
const pages = [
  "README.md",
  "docs/install.md",
  "docs/several-accounts.md",
  "docs/leaving.md",
  "docs/contributing.md",
  "docs/runbook.md",
];

describe.each(pages)("%s", (page) => {
  const text = readFileSync(page, "utf8");
  const fences = [...text.matchAll(/```(\w*)\n([^]*?)```/g)].map(([, language = "", body = ""]) => ({
    language,
    body,
  }));
  const indented = [...text.matchAll(/^ {4}(npm .*)$/gm)].map(([, line = ""]) => line);
  const shell = [...fences.filter(({ language }) => language === "sh").map(({ body }) => body), ...indented]
    .join("\n")
    .replaceAll(/\\\n\s*/g, "")
    .split("\n");
  const inline = [...text.matchAll(/`(autoland [a-z][^`]*)`/g)].map(([, words = ""]) => words);

  test("names commands of autoland that are understood", () => {
    const lines = [
      ...shell.flatMap((line) => /(?:npm run -s autoland --|^autoland) ([^#]*)/.exec(line)?.[1] ?? []),
      ...inline.map((words) => words.replace(/^autoland /, "")),
    ];
    const wrong = lines.flatMap((line) =>
      variants(line).flatMap((variant) => {
        const parsed = parseCommandLine(variant.trim().split(/\s+/), {});
        return parsed.kind === "wrong" ? [`${variant}: ${parsed.message}`] : [];
      }),
    );
    expect(wrong).toEqual([]);
  });

  test("names scripts of npm that there are", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
      scripts: Record<string, string>;
    };
    const named = [...text.matchAll(/npm run (?:-s )?([a-z:-]+)/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  test("names files of deploy/ and pages that there are", () => {
    const files = [...text.matchAll(/deploy\/[\w./-]*\w/g)].map(([file]) => file);
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = ""]) =>
      page.startsWith("docs/") ? `docs/${link}` : link,
    );
    expect([...files, ...links].filter((file) => !existsSync(file))).toEqual([]);
  });

  test("has configurations without a fault", () => {
    const configurations = fences.filter(
      ({ language, body }) => language === "yaml" && body.includes("applications:"),
    );
    for (const { body } of configurations) {
      const reading = parseConfig(page, body);
      expect(reading.kind === "invalid" ? reading.findings : []).toEqual([]);
    }
  });
});

/** `[--port N]` may stand or be left out; `A|B` is one of them; capital words stand for something. */
function variants(line: string): readonly string[] {
  const plain = line
    .replaceAll("\\|", "|")
    .replaceAll(/--role ARN/g, "--role arn:aws:iam::111122223333:role/x")
    .replaceAll(/--plan DIGEST/g, "--plan 0123456789ab")
    .replaceAll(/--to COMMIT/g, "--to 0123456789abcdef0123456789abcdef01234567")
    .replaceAll(/--until T/g, "--until 2026-12-01T00:00:00Z")
    .replaceAll("--port N", "--port 8080")
    .replaceAll("TARGET", "develop")
    .replaceAll(/--format [a-z|]+/g, "--format text")
    .replaceAll(/ENV(?:IRONMENT)?(?:\[\/WORKLOAD\])?/g, "develop")
    .replaceAll("[PATH]", "");
  const without = plain.replaceAll(/\[[^\]]*\]/g, "");
  // A command that is only spoken of has no words after it.
  if (/^[a-z]+(?: create)?$/.test(plain.trim())) return [`${plain.trim()} --help`];
  const withAll = plain.replaceAll(/\[([^\]|]*)(?:\|[^\]]*)?\]/g, "$1");
  return [...new Set([without, withAll])];
}
