import { runbookEntries } from "./reasons-in-code.ts";

/** docs/runbook.md. */
export function renderRunbookPage(): string {
  const rows = runbookEntries().map(({ reason, dispositions, messages, remedies }) => {
    const follows =
      [...dispositions].map((name) => afterwards[name] ?? name).join("; ") || "held, or told of";
    const does = remedies.size === 0 ? "What the message names." : listed(remedies);
    return `| <a id="${reason.toLowerCase()}"></a>\`${reason}\` | ${follows} | ${listed(messages)} | ${does} |`;
  });
  return `${introduction}
| reason | what follows | it says, for example | what to do |
|---|---|---|---|
${rows.join("\n")}
`;
}

const afterwards: Readonly<Record<string, string>> = {
  retry: "tried again soon, with growing pauses",
  wait: "waits for something else, and looks again",
  stall: "stands until a commit or a person changes something",
};

/** A few of them say enough: the rest is worded alike. */
const most = 3;

function listed(texts: ReadonlySet<string>): string {
  return [...texts]
    .slice(0, most)
    .map((text) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll(/\s+/g, " "))
    .join("<br>");
}

const introduction = `# Runbook

*Made from the code by \`npm run docs\`.* Every reason that Autoland gives, in reports, on the page, in messages, in its log (\`reason\`) and in JSON.
A reason is stable: alarms may name it. What stands here are the sentences of the code with \`…\` where it puts a name in; the message that you have
says which thing it is about, and mostly the next command. Where a cause comes from and how AWS words it is in [failures.md](failures.md).
A step that stands until something changes is all the same tried again after ten minutes, then after twice as long each time, an hour at most: a
permission may have been given meanwhile.

First aid, whatever it is:

| what you want | command |
|---|---|
| see where everything stands and why | \`autoland status\` |
| see what would be done | \`autoland plan\` |
| see what is missing of permissions, records, tokens | \`autoland doctor\` |
| let nothing change until you say so | \`autoland suspend ENVIRONMENT --reason R\`, then \`autoland resume ENVIRONMENT\` |
| try once more what failed | \`autoland retry ENVIRONMENT/WORKLOAD\` |
| go back to a commit that ran there | \`autoland rollback ENVIRONMENT --to COMMIT\` |

## Reasons
`;
