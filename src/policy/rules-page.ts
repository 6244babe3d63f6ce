import { rulePack } from "./rule-pack.ts";

const words = {
  stop: "Stops",
  warn: "Warns of",
  optional: "Stops, where the operator enforces it,",
} as const;

/** The page of the rules, as Markdown, made from the rules themselves. */
export function renderRulesPage(): string {
  const rows = rulePack.flatMap(({ code, severity, judges, stops, reason, remedy }) => [
    `### ${code}`,
    "",
    `${words[severity]} ${stops}.${judges === "everything" ? " What the manifest makes Copilot render counts as well." : ""}`,
    "",
    `Why: ${reason}`,
    "",
    `Instead: ${remedy}`,
    "",
  ]);
  return [
    "# Policy: what a manifest's author may not do",
    "",
    "This page is generated from the rules (`npm run -s docs`); do not edit it.",
    "",
    "Whoever can merge a manifest, an addon or a patch writes templates that CloudFormation deploys with a role that may do nearly everything.",
    "So before a workload's stack is changed, these rules judge what was rendered: the stack's template after all overrides, the merged",
    "addons, and templates that the addons nest. They read the templates as CloudFormation will: conditions decided, parameters put in,",
    "mappings looked up, texts joined; both sides of what cannot be decided are judged, and an action or a role that only CloudFormation",
    "will know is not let pass.",
    "",
    "- What Copilot's own rules make of a manifest is not the author's doing: rules judge what patches, `taskdef_overrides` and addons add to",
    "  it, but for those that say otherwise.",
    "- What stands in the deployed stack already is told and stops nothing: holding the change would not take it away. Addons count as the same",
    "  only while they are unchanged.",
    "- A workload that a rule stops is held with `PolicyViolation`, with rule, file, line, reason, and the waiver that would let it pass. The other",
    "  workloads go on. Nothing was written before: not even a change set was made.",
    "",
    "## What the operator may say",
    "",
    "The configuration belongs to the operator and is never read from a deployed branch, so a commit cannot allow itself anything.",
    "",
    "```yaml",
    "applications:",
    "  shop:",
    "    policy:",
    "      registries: [registry.acme.com/shop] # besides the application's own and the usual public ones",
    "      imports: [network-*] # when given, all other foreign exports are refused",
    "      enforce: [exec-enabled] # rules that stop nothing by themselves",
    "      waivers:",
    "        - rule: iam-wildcard",
    "          workload: reports # also: environment, resource; left out, everywhere",
    "          resource: ReportsAccess",
    "          reason: Athena needs it until the tables are tagged (OPS-214)",
    "          expires: 2027-03-31 # the first day on which it holds no longer",
    "```",
    "",
    "## The rules",
    "",
    ...rows,
  ].join("\n");
}
