import { DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import {
  type ContainerDefinition,
  DescribeTaskDefinitionCommand,
  type DescribeTaskDefinitionCommandOutput,
  DescribeTasksCommand,
  ListTaskDefinitionsCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  StopTaskCommand,
  TagResourceCommand,
  type Task,
} from "@aws-sdk/client-ecs";
import { type Failure, failureOf, ReconcileError } from "../domain/failure.ts";
import type { JobRun, JobRuns, JobRunState } from "../domain/job-runs.ts";
import { present, unreadable } from "../domain/observed.ts";
import { environmentStackName } from "../domain/stack-names.ts";
import { isJsonList, isJsonMap } from "../template/json-pointer.ts";
import { resolveResources } from "../template/resolve-resources.ts";
import { abortable } from "./abortable.ts";
import { jobNetwork, type JobNetwork } from "./job-network.ts";
import type { Session, Sessions } from "./sessions.ts";
import { translateAwsError } from "./translate-error.ts";

/** Tags of a run's task definition. */
const keyTag = "autoland-run";
const endTag = "autoland-end";

/** So many of the newest runs of a job are looked through for one. */
const mostRuns = 20;

/** ECS shows stopped tasks for an hour; what was registered longer ago and has no task ended unseen. */
const shown = 50 * 60_000;

/**
 * Runs of jobs' tasks, with the role `apply` of the environment: Copilot's may not do this. Needs `ecs:ListTaskDefinitions`,
 * `ecs:DescribeTaskDefinition`, `ecs:RegisterTaskDefinition`, `ecs:TagResource`, `ecs:RunTask`, `ecs:ListTasks`, `ecs:DescribeTasks`,
 * `ecs:StopTask`, `cloudformation:DescribeStacks`, and `iam:PassRole` for the job's two roles.
 */
export function makeJobRuns(sessions: Sessions, clock: { now: () => Date }): JobRuns {
  return {
    find: async (run, signal) => {
      try {
        return present(await find(open(sessions, run), clock, run, signal));
      } catch (error) {
        return unreadable(failureOf(translateAwsError(error, `look at the runs of ${run.job}`)));
      }
    },
    start: async (run, signal) => {
      try {
        await start(open(sessions, run), run, signal);
      } catch (error) {
        throw error instanceof ReconcileError ? error : translateAwsError(error, `run a task of ${run.job}`);
      }
    },
    close: async (run, end, signal) => {
      try {
        await close(open(sessions, run), run, end, signal);
      } catch (error) {
        throw error instanceof ReconcileError ? error : translateAwsError(error, `end a task of ${run.job}`);
      }
    },
  };
}

function open(sessions: Sessions, { record, roles }: JobRun): Session {
  return sessions.as(roles.apply ?? record.managerRoleArn, record.region);
}

function familyOf({ application, record, job }: JobRun): string {
  return `${application}-${record.name}-${job}-before`;
}

async function find(
  session: Session,
  clock: { now: () => Date },
  run: JobRun,
  signal?: AbortSignal,
): Promise<JobRunState> {
  const own = await definitionOf(session, run, signal);
  if (own === undefined) return { kind: "none" };
  const end = own.tags?.find(({ key }) => key === endTag)?.value;
  if (end !== undefined) {
    const [word = "", ...words] = end.split(" ");
    return { kind: "ended", passed: word === "passed", detail: words.join(" ") };
  }
  const task = await taskOf(session, run, await networkOf(session, run, signal), signal);
  if (task !== undefined) return stateOf(task);
  const registeredAt = own.taskDefinition?.registeredAt?.getTime() ?? 0;
  if (clock.now().getTime() - registeredAt < shown) return { kind: "none" };
  return {
    kind: "ended",
    passed: false,
    detail: "how its task ended was not seen within the hour for which ECS tells",
  };
}

/** The task definition that was registered for this run. */
async function definitionOf(
  session: Session,
  run: JobRun,
  signal?: AbortSignal,
): Promise<DescribeTaskDefinitionCommandOutput | undefined> {
  const listed = await session.ecs.send(
    new ListTaskDefinitionsCommand({ familyPrefix: familyOf(run), sort: "DESC", maxResults: mostRuns }),
    abortable(signal),
  );
  for (const taskDefinition of listed.taskDefinitionArns ?? []) {
    const found = await session.ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition, include: ["TAGS"] }),
      abortable(signal),
    );
    if (found.tags?.some(({ key, value }) => key === keyTag && value === run.key) === true) return found;
  }
  return undefined;
}

async function networkOf(session: Session, run: JobRun, signal?: AbortSignal): Promise<JobNetwork> {
  const StackName = environmentStackName(run.application, run.record.name);
  const { Stacks: [stack] = [] } = await session.cloudformation.send(
    new DescribeStacksCommand({ StackName }),
    abortable(signal),
  );
  const exports = new Map(
    (stack?.Outputs ?? []).flatMap(({ ExportName, OutputValue }): [string, string][] =>
      ExportName === undefined || OutputValue === undefined ? [] : [[ExportName, OutputValue]],
    ),
  );
  return jobNetwork(run, exports);
}

async function taskOf(
  session: Session,
  { key }: JobRun,
  { cluster }: JobNetwork,
  signal?: AbortSignal,
): Promise<Task | undefined> {
  for (const desiredStatus of ["RUNNING", "STOPPED"] as const) {
    const { taskArns: tasks = [] } = await session.ecs.send(
      new ListTasksCommand({ cluster, startedBy: startedBy(key), desiredStatus }),
      abortable(signal),
    );
    if (tasks.length === 0) continue;
    const described = await session.ecs.send(new DescribeTasksCommand({ cluster, tasks }), abortable(signal));
    return described.tasks?.[0];
  }
  return undefined;
}

/** At most 36 letters and digits. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html */
function startedBy(key: string): string {
  return `autoland${key.slice(0, 28)}`;
}

function stateOf(task: Task): JobRunState {
  const id = task.taskArn?.split("/").at(-1) ?? "";
  if (task.lastStatus !== "STOPPED")
    return {
      kind: "running",
      since: task.createdAt ?? new Date(0),
      detail: `task ${id} is ${task.lastStatus ?? "unknown"}`,
    };
  const containers = task.containers ?? [];
  const bad = containers.find(({ exitCode }) => exitCode !== 0);
  const passed = containers.length > 0 && bad === undefined && task.stopCode === "EssentialContainerExited";
  const code = bad?.exitCode === undefined ? "" : ` with exit code ${bad.exitCode}`;
  const why = [task.stoppedReason, bad?.reason].filter((each) => each !== undefined).join("; ");
  return {
    kind: "stopped",
    passed,
    detail: passed ? `task ${id} ended with exit code 0` : `task ${id} stopped${code}: ${why}`,
  };
}

async function start(session: Session, run: JobRun, signal?: AbortSignal): Promise<void> {
  const network = await networkOf(session, run, signal);
  const registered = await definitionOf(session, run, signal);
  const taskDefinition =
    registered?.taskDefinition?.taskDefinitionArn ?? (await register(session, run, signal));
  const started = await session.ecs.send(
    new RunTaskCommand({
      cluster: network.cluster,
      taskDefinition,
      launchType: "FARGATE",
      count: 1,
      startedBy: startedBy(run.key),
      clientToken: run.key,
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: [...network.subnets],
          securityGroups: [...network.securityGroups],
          assignPublicIp: network.assignPublicIp,
        },
      },
    }),
    abortable(signal),
  );
  const [failure] = started.failures ?? [];
  if (failure !== undefined) throw new ReconcileError(notPlaced(run, failure.reason ?? "ECS gave no reason"));
}

function notPlaced({ job }: JobRun, why: string): Failure {
  return {
    disposition: "retry",
    reason: "TaskNotPlaced",
    message: `ECS did not start a task of ${job}: ${why}`,
  };
}

/** The job's task definition as it is deployed, with the images that the commit asks for, in a family of its own. */
async function register(session: Session, run: JobRun, signal?: AbortSignal): Promise<string> {
  const { application, record, job, key } = run;
  const { taskDefinition: deployed } = await session.ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: `${application}-${record.name}-${job}` }),
    abortable(signal),
  );
  const images = imagesOf(run);
  const containerDefinitions = (deployed?.containerDefinitions ?? []).map(
    (container): ContainerDefinition => {
      const image = images.get(container.name ?? "");
      return image === undefined ? container : { ...container, image };
    },
  );
  const { cpu, memory, taskRoleArn, executionRoleArn, volumes, runtimePlatform, ephemeralStorage } =
    deployed ?? {};
  const registered = await session.ecs.send(
    new RegisterTaskDefinitionCommand({
      family: familyOf(run),
      containerDefinitions,
      cpu,
      memory,
      taskRoleArn,
      executionRoleArn,
      volumes,
      runtimePlatform,
      ephemeralStorage,
      networkMode: "awsvpc",
      requiresCompatibilities: ["FARGATE"],
      tags: [
        { key: keyTag, value: key },
        { key: "copilot-application", value: application },
        { key: "copilot-environment", value: record.name },
      ],
    }),
    abortable(signal),
  );
  return registered.taskDefinition?.taskDefinitionArn ?? "";
}

/** Images of containers, as far as the rendered template says them as texts. */
function imagesOf({ template, parameters }: JobRun): ReadonlyMap<string, string> {
  const task = resolveResources(template, { parameters, pseudo: {} }).get("TaskDefinition");
  const containers = task?.Properties?.["ContainerDefinitions"];
  if (!isJsonList(containers)) return new Map();
  return new Map(
    containers.flatMap((container): [string, string][] => {
      if (!isJsonMap(container)) return [];
      const { Name: name, Image: image } = container;
      return typeof name === "string" && typeof image === "string" ? [[name, image]] : [];
    }),
  );
}

async function close(
  session: Session,
  run: JobRun,
  { passed, detail }: { readonly passed: boolean; readonly detail: string },
  signal?: AbortSignal,
): Promise<void> {
  const own = await definitionOf(session, run, signal);
  const resourceArn = own?.taskDefinition?.taskDefinitionArn;
  if (resourceArn === undefined) return;
  const network = await networkOf(session, run, signal);
  const task = await taskOf(session, run, network, signal);
  if (task?.taskArn !== undefined && task.lastStatus !== "STOPPED")
    await session.ecs.send(
      new StopTaskCommand({ cluster: network.cluster, task: task.taskArn, reason: detail.slice(0, 255) }),
      abortable(signal),
    );
  const value = `${passed ? "passed" : "failed"} ${detail}`.replaceAll(/[^\w +=.:/@-]/g, " ").slice(0, 250);
  await session.ecs.send(
    new TagResourceCommand({ resourceArn, tags: [{ key: endTag, value }] }),
    abortable(signal),
  );
}
