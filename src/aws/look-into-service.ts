import { DescribeStackResourceCommand, GetTemplateCommand } from "@aws-sdk/client-cloudformation";
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  paginateListTasks,
  type Service,
} from "@aws-sdk/client-ecs";
import { failureOf } from "../domain/failure.ts";
import { absent, type Observed, present, unreadable } from "../domain/observed.ts";
import type {
  AlarmInsight,
  ContainerInsight,
  DeploymentInsight,
  ServiceInsight,
  ServiceInsights,
  TaskInsight,
} from "../domain/service-insight.ts";
import type { Template } from "../domain/template.ts";
import { workloadStackName } from "../domain/stack-names.ts";
import { readTemplate } from "../template/read-template.ts";
import { routesIn } from "../template/routes-in.ts";
import { abortable } from "./abortable.ts";
import { lookSession } from "./observe-environment.ts";
import { readEnvironmentRecord } from "./read-records.ts";
import { serviceArn } from "./read-services.ts";
import type { Session, Sessions } from "./sessions.ts";
import { isStackMissing, translateAwsError } from "./translate-error.ts";

/** How many tasks are described in one call: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html. */
const tasksInCall = 100;

/** How many of a service's tasks are shown: nobody reads more on a page. */
const mostTasks = 200;

const mostEvents = 10;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const mostAlarms = 100;

/**
 * Looks into services for the page. Needs `ecs:DescribeServices`, `ecs:ListTasks`, `ecs:DescribeTasks`, `ecs:DescribeTaskDefinition`,
 * `cloudwatch:DescribeAlarms`, `cloudformation:DescribeStackResource` and `cloudformation:GetTemplate`; Copilot's manager role has
 * all of them, and what is not allowed is `unreadable` by itself.
 */
export function makeServiceInsights(sessions: Sessions): ServiceInsights {
  return {
    lookInto: async ({ application, environment, workload, roles }, signal) => {
      const found = await readEnvironmentRecord(sessions.application(), application, environment, signal);
      if (found.kind !== "present") return found;
      const { account, region } = found.value;
      const session = lookSession(sessions, found.value, roles);
      const stack = { account, region, name: workloadStackName(application, environment, workload) };
      try {
        const owned = await serviceArn(session, stack, signal);
        if (owned.kind === "none") return absent;
        const [, cluster = ""] = owned.arn.split("/");
        const answer = await session.ecs.send(
          new DescribeServicesCommand({ cluster, services: [owned.arn] }),
          abortable(signal),
        );
        const service = answer.services?.[0];
        if (service === undefined) return absent;
        return present(await insightInto(session, { service, cluster, stack: stack.name }, signal));
      } catch (error) {
        signal?.throwIfAborted();
        return unreadable(
          failureOf(translateAwsError(error, `look into the service of stack ${stack.name}`)),
        );
      }
    },
  };
}

interface Looked {
  readonly service: Service;
  readonly cluster: string;
  readonly stack: string;
}

async function insightInto(session: Session, looked: Looked, signal?: AbortSignal): Promise<ServiceInsight> {
  const { service } = looked;
  const part = async <T>(what: string, look: () => Promise<T>): Promise<Observed<T>> => {
    try {
      return present(await look());
    } catch (error) {
      signal?.throwIfAborted();
      return unreadable(failureOf(translateAwsError(error, `read ${what} of ${looked.stack}`)));
    }
  };
  let read: Promise<Template> | undefined;
  const template = (): Promise<Template> => (read ??= templateOf(session, looked.stack, signal));
  const [tasks, containers, routes, alarms] = await Promise.all([
    part("the tasks", () => tasksOf(session, looked, signal)),
    part("the task definition", () => containersOf(session, service.taskDefinition ?? "", signal)),
    part("the template", async () => routesIn(await template())),
    part("the alarms", async () => alarmsOf(session, looked.stack, await template(), signal)),
  ]);
  return {
    deployments: (service.deployments ?? []).map(toDeployment),
    events: (service.events ?? [])
      .slice(0, mostEvents)
      .map(({ createdAt, message = "" }) => ({ at: createdAt ?? new Date(0), message })),
    tasks,
    containers,
    routes,
    alarms,
  };
}

function toDeployment(deployment: NonNullable<Service["deployments"]>[number]): DeploymentInsight {
  const { id = "", status = "", rolloutState = "", rolloutStateReason: reason, createdAt } = deployment;
  return {
    id,
    status,
    rollout: rolloutState,
    taskDefinition: nameIn(deployment.taskDefinition),
    desired: deployment.desiredCount ?? 0,
    running: deployment.runningCount ?? 0,
    failed: deployment.failedTasks ?? 0,
    ...(reason === undefined ? {} : { reason }),
    ...(createdAt === undefined ? {} : { createdAt }),
  };
}

async function tasksOf(
  session: Session,
  { service, cluster }: Looked,
  signal?: AbortSignal,
): Promise<readonly TaskInsight[]> {
  const arns: string[] = [];
  const asked = { cluster, serviceName: service.serviceName };
  for await (const page of paginateListTasks({ client: session.ecs }, asked)) {
    signal?.throwIfAborted();
    arns.push(...(page.taskArns ?? []));
    if (arns.length >= mostTasks) break;
  }
  const tasks: TaskInsight[] = [];
  for (let at = 0; at < Math.min(arns.length, mostTasks); at += tasksInCall) {
    const answer = await session.ecs.send(
      new DescribeTasksCommand({ cluster, tasks: arns.slice(at, Math.min(at + tasksInCall, mostTasks)) }),
      abortable(signal),
    );
    for (const task of answer.tasks ?? []) {
      tasks.push({
        id: nameIn(task.taskArn),
        status: task.lastStatus ?? "",
        health: task.healthStatus ?? "",
        zone: task.availabilityZone ?? "",
        taskDefinition: nameIn(task.taskDefinitionArn),
        images: Object.fromEntries(
          (task.containers ?? []).map(({ name = "", imageDigest = "" }) => [name, imageDigest]),
        ),
        ...(task.startedAt === undefined ? {} : { startedAt: task.startedAt }),
      });
    }
  }
  return tasks.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

async function containersOf(
  session: Session,
  taskDefinition: string,
  signal?: AbortSignal,
): Promise<readonly ContainerInsight[]> {
  const answer = await session.ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition }),
    abortable(signal),
  );
  return (answer.taskDefinition?.containerDefinitions ?? []).map((container) => ({
    name: container.name ?? "",
    image: container.image ?? "",
    variables: (container.environment ?? []).map(({ name = "" }) => name).toSorted(),
    secrets: (container.secrets ?? []).map(({ name = "", valueFrom = "" }) => ({ name, from: valueFrom })),
  }));
}

async function templateOf(session: Session, stack: string, signal?: AbortSignal): Promise<Template> {
  const answer = await session.cloudformation.send(
    new GetTemplateCommand({ StackName: stack }),
    abortable(signal),
  );
  const reading = readTemplate(answer.TemplateBody ?? "");
  return reading.kind === "read" ? reading.template : { Resources: {} };
}

/** The alarms that the stack made. Their names could be another workload's beginning, so that each is asked for by its resource. */
async function alarmsOf(
  session: Session,
  stack: string,
  template: Template,
  signal?: AbortSignal,
): Promise<readonly AlarmInsight[]> {
  const ids = Object.entries(template.Resources).flatMap(([id, { Type: type }]) =>
    type === "AWS::CloudWatch::Alarm" ? [id] : [],
  );
  if (ids.length === 0) return [];
  const names = await Promise.all(ids.map((id) => physicalId(session, stack, id, signal)));
  const [{ DescribeAlarmsCommand }, client] = await Promise.all([
    import("@aws-sdk/client-cloudwatch"),
    session.cloudwatch(),
  ]);
  const answer = await client.send(
    new DescribeAlarmsCommand({ AlarmNames: names.flat().slice(0, mostAlarms), MaxRecords: mostAlarms }),
    abortable(signal),
  );
  return (answer.MetricAlarms ?? []).map(
    ({ AlarmName: name = "", StateValue: state = "", AlarmDescription: description = "" }) => ({
      name,
      state,
      description,
    }),
  );
}

/** None for a resource whose condition does not hold. */
async function physicalId(
  session: Session,
  stack: string,
  id: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  try {
    const answer = await session.cloudformation.send(
      new DescribeStackResourceCommand({ StackName: stack, LogicalResourceId: id }),
      abortable(signal),
    );
    const name = answer.StackResourceDetail?.PhysicalResourceId;
    return name === undefined ? [] : [name];
  } catch (error) {
    if (isStackMissing(error)) return [];
    throw error;
  }
}

/** The last part of an ARN. */
function nameIn(arn: string | undefined): string {
  return (arn ?? "").split("/").at(-1) ?? "";
}
