import type { LiveStack } from "../domain/live-stack.ts";

/** An environment's stacks in the order in which they may be deployed: its own first. */
export interface EjectedEnvironment {
  readonly application: string;
  readonly environment: string;
  readonly stacks: readonly LiveStack[];
}

/** The README beside the stacks: what is where, how it is deployed, and what it still leans on. */
export function ejectReadme(environments: readonly EjectedEnvironment[]): string {
  const rows = environments.flatMap(({ application, environment, stacks }) =>
    stacks.map(
      ({ id, nested }) =>
        `| \`${application}/${environment}/${id.name}\` | ${id.account} | ${id.region} | ${Object.keys(nested).join(", ") || "none"} |`,
    ),
  );
  return `# Plain CloudFormation

Written by \`autoland eject\`: every stack as it stands, without Autoland and without Copilot. A folder has the template byte by byte
(\`template.yml\`), what it was given (\`parameters.json\`, \`tags.json\`), the templates of nested stacks for reading (\`nested/\`), and
\`deploy.sh\`, which makes a change set of these files and shows it. As long as nobody changes the stack, that change set is empty. From here
on the folder is the source: edit it, run \`deploy.sh\`, read the change set, execute it.

| folder | account | region | nested stacks |
|---|---|---|---|
${rows.join("\n")}

An environment's own stack comes before those of its workloads.

What the stacks still lean on, and what must not be deleted: the StackSet \`<application>-infrastructure\` with its artifact buckets (nested
templates, code of custom-resource functions and environment files are read from there), its keys and image repositories; the roles
\`<application>-<environment>-CFNExecutionRole\`, which the environments' stacks keep; parameters that hold secrets. A value that
CloudFormation hides (NoEcho) stays as it is (\`UsePreviousValue\`).

Before the first change of your own, stop Autoland, or let it only look at these environments (\`mode: look\`): else it takes the change back.
`;
}
