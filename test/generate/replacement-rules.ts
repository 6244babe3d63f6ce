import { writeFileSync } from "node:fs";
import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";

/**
 * Writes `src/plan/replacement-rules.json` from the CDK team's database of resource types: which property, when it
 * changes, replaces the resource (`yes`) or may (`maybe`), and whether the resource holds data. The database itself takes
 * 200 MB of memory to load, which the running program cannot spend; this extract is small. Run it when the pinned
 * version changes: `node test/generate/replacement-rules.ts`.
 */
const database = loadAwsServiceSpecSync();
const rules: Record<string, { yes?: string[]; maybe?: string[]; stateful?: true }> = {};
for (const resource of database.all("resource")) {
  const yes: string[] = [];
  const maybe: string[] = [];
  for (const [name, property] of Object.entries(resource.properties)) {
    if (property.causesReplacement === "yes") yes.push(name);
    if (property.causesReplacement === "maybe") maybe.push(name);
  }
  rules[resource.cloudFormationType] = {
    ...(yes.length > 0 ? { yes: yes.toSorted() } : {}),
    ...(maybe.length > 0 ? { maybe: maybe.toSorted() } : {}),
    ...(resource.isStateful === true ? { stateful: true as const } : {}),
  };
}
const lines = Object.keys(rules)
  .toSorted()
  .map((type) => `  ${JSON.stringify(type)}: ${JSON.stringify(rules[type])}`);
writeFileSync(
  new URL("../../src/plan/replacement-rules.json", import.meta.url),
  `{\n${lines.join(",\n")}\n}\n`,
);
