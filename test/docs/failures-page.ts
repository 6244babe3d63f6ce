import { causes } from "../../src/diagnosis/causes.ts";
import { stackStatuses } from "../../src/domain/stack-status.ts";
import { type StackAction, stackRules } from "../../src/plan/stuck-stacks.ts";

/** docs/failures.md: what is watched, how a change is ended, every reason, and every status of a stack. */
export function renderFailuresPage(): string {
  return `${introduction}
## Reasons

A reason is stable: alarms and runbooks may name it. It is recognised by the general shape of AWS's words, wherever they stand: in a stopped
task, a sentence of the service, an event of the stack or of a stack nested in it, the health of a target, or the refusal of a call. Those
marked *symptom* say that something else went wrong, and are told only where nothing says what. Words that no row knows are told as they
are, as \`TaskFailed\`, \`RolloutFailed\`, \`StackOperationFailed\` or \`AwsRefused\`.

| reason | what | AWS says, for example |
|---|---|---|
${causes.map(causeRow).join("\n")}

A change that a rule has ended before any cause showed has the rule as its reason: \`IdenticalFailures\`, \`Overtaken\`, \`NoProgress\`,
\`DeadlineExceeded\`.

## Stacks, by status

For each status the rows are tried in order. At most one safe step is taken; nothing that holds data is deleted. A stack whose tags name another application, environment or workload is held with \`ForeignStack\`, whatever its status.

| status | when | what Autoland does |
|---|---|---|
${stackStatuses.flatMap(statusRows).join("\n")}
`;
}

function causeRow({ reason, title, rank, examples }: (typeof causes)[number]): string {
  const [example] = examples;
  const mark = rank === "symptom" ? " *(symptom)*" : "";
  // The end of a long sentence is what tells it from others.
  const whole = example?.words ?? "";
  const words = whole.length > 160 ? `…${whole.slice(-159)}` : whole;
  return `| \`${reason}\`${mark} | ${cell(title)} | ${cell(words)} ([source](${example?.source ?? ""})) |`;
}

function statusRows(status: (typeof stackStatuses)[number]): readonly string[] {
  return stackRules[status].map(({ cause, does, reason }) => {
    const told = reason === "" ? "" : ` (\`${reason}\`)`;
    return `| \`${status}\` | ${cell(cause)} | ${actions[does]}${told} |`;
  });
}

const actions: Readonly<Record<StackAction, string>> = {
  plan: "plans the next change",
  create: "plans its creation",
  wait: "waits",
  delete: "deletes it, and makes it again with the next pass",
  continue: "continues the rollback once, without skipping a resource",
  tell: "tells a person the command",
};

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("\n", " ");
}

const introduction = `# Failures

*Made from the code by \`npm run docs\`.* What Autoland does while a change fails, how it says why, and what becomes of stacks that are stuck.
\`npm run failures\` plays the failures of \`test/scenarios/failures\` in the simulated AWS.

## While a stack changes

Every few seconds the stack, its events and those of stacks nested in it are read, and each service that it waits for: its deployments, what
the scheduler says, the tasks that have stopped since, their reasons and exit codes, and the health of their targets. The first sign of a
failure is told at once, with one cause, the thing at fault and the next command; it becomes the outcome of the step.

A change of Autoland's own is ended early by the rules of the environment's \`failing\` (docs/configuration.md), never another one's:

| rule | when |
|---|---|
| \`IdenticalFailures\` | \`tasks\` (3) tasks have stopped for the same reason |
| \`Overtaken\` | it fails, and the branch has a newer commit; the first failure is enough |
| \`NoProgress\` | for \`noProgress\` (30m) no event came and no further task ran |
| \`DeadlineExceeded\` | it takes longer than \`deadline\` (2h) |

An update is cancelled with CloudFormation's own CancelUpdateStack, before which, with a role that may, the rollout is stopped
(StopServiceDeployment). A first creation is deleted with what it has made. What goes back already is left alone: a refused cancellation
is what was wanted. The next change waits until the stack is at rest, so that two operations never run on one stack. What failed is not
tried again until it changes, or a person says \`autoland retry\`.

**What is off with Copilot's own role** (\`EnvManagerRole\`, without \`roles.apply\`): it may not see or stop service deployments, so a failing
update is only cancelled, and what the circuit breaker did is read from the service; and it may not continue a rollback, so that is told
as a command. Everything else works.

**Log lines.** With \`failing.logLines\` the last lines of a container that failed are read and help to name the cause; a line may then stand
in messages and logs of Autoland. They can hold secrets that nobody can recognise, so none are read unless the operator says so.
`;
