import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { planText } from "../../src/report/plan-text.ts";
import { reportText } from "../../src/report/report-text.ts";
import { statusText } from "../../src/report/status-text.ts";
import { bookshop } from "../support/bookshop.ts";
import { deployByCopilot, openDeployed } from "../support/copilot-application.ts";

/** Digests of code and plans change with every version of the functions; what is around them does not. */
function withoutDigests(text: string): string {
  return text.replaceAll(/\b[0-9a-f]{12,64}\b/g, "<digest>");
}

/** The blocks of output in docs/adopt.md, with the command that each is said to be of. */
function documented(): readonly { readonly command: string; readonly lines: readonly string[] }[] {
  const text = readFileSync(new URL("../../docs/adopt.md", import.meta.url), "utf8");
  return [...text.matchAll(/```text\n\$ autoland (\w+)\n(.*?)```/gs)].map(([, command = "", body = ""]) => ({
    command,
    lines: withoutDigests(body).trimEnd().split("\n"),
  }));
}

test("docs/adopt.md shows what the commands print", async () => {
  const books = await openDeployed(await deployByCopilot(bookshop));
  const { plan } = await books.look();
  const applied = await books.sync();
  const settled = await books.sync();
  const printed: Readonly<Record<string, string>> = {
    plan: planText(plan),
    sync: reportText(applied),
    status: statusText(settled),
  };
  const blocks = documented();
  expect(blocks).toHaveLength(6);
  for (const { command, lines } of blocks) {
    const real = withoutDigests(printed[command] ?? "").split("\n");
    // Lines may be left out between those that are shown, and none may stand there that was not printed.
    let at = -1;
    for (const line of lines) {
      const found = real.indexOf(line, at + 1);
      expect(found, `${command}: ${line}`).toBeGreaterThan(at);
      at = found;
    }
  }
});
