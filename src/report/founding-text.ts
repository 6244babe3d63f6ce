import type { Founded, FoundingStep } from "../domain/founding.ts";

/** A step as it is told before it is taken. */
export function foundingStepText(step: FoundingStep): string {
  switch (step.kind) {
    case "delegate-dns":
      return `let account ${step.account} write to the application's DNS zone`;
    case "enter-account":
      return `let account ${step.account} use the application's buckets, keys and repositories in every region`;
    case "open-region":
      return `make the application's bucket, key and repositories in ${step.region}`;
    case "make-roles":
      return `make the environment's roles: stack ${step.stack}`;
    case "write-record":
      return `write the record ${step.parameter}`;
  }
}

/** What came of it, for a terminal, and what to do next. */
export function foundingText(founded: Founded): string {
  const { application, environment, account, region, steps } = founded;
  const what = `environment ${environment} of application ${application} in account ${account}, ${region}`;
  const [head] =
    steps.length === 0 ? [`${what} stands already; nothing was changed`] : [`${what} is created`];
  return `${head}\n${nextSteps(founded)
    .map((line, index) => `  ${index + 1}. ${line}\n`)
    .join("")}`;
}

/** The same for machines. */
export function foundingJson({ steps, ...wish }: Founded): object {
  return {
    schemaVersion: 1,
    kind: "env-create",
    ...wish,
    outcome: steps.length === 0 ? "unchanged" : "created",
    steps,
    next: nextSteps({ steps, ...wish }),
  };
}

/** What a person does then: nothing is deployed before Git and the configuration say so. */
function nextSteps({ environment }: Founded): readonly string[] {
  return [
    `Write copilot/environments/${environment}/manifest.yml (at least \`name: ${environment}\` and \`type: Environment\`) and commit it.`,
    `Put ${environment} under a branch in the configuration, and under environments with its mode.`,
    `autoland plan --environment ${environment}`,
  ];
}
