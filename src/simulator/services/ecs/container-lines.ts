import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import type { Cell } from "../../kernel/cells.ts";
import type { CallContext } from "../../kernel/service.ts";
import type { World } from "../../kernel/world.ts";
import { writeLines } from "../logs/log-state.ts";
import type { Task, TaskDefinition } from "./ecs-state.ts";

/** When a container says something: when it starts, or when it ends with a code other than 0. */
export interface ContainerLines {
  readonly atStart?: readonly string[];
  readonly atFailure?: readonly string[];
}

/** What containers of an image say, by the image's address. */
const linesByImage: Cell<Map<string, ContainerLines>> = {
  name: "ecs/container-lines",
  scope: "world",
  initial: () => new Map(),
};

/** Says what containers write to their log whose image has this address, or one that begins so; without it a line that they started, and one with their exit code. */
export function setContainerLines(world: World, image: string, lines: ContainerLines): void {
  world.cells.at(linesByImage, { account: "", region: "" }).set(image, lines);
}

/**
 * Writes the lines of a task's containers to the streams of their `awslogs` configuration
 * (`<prefix>/<container>/<task id>`). Nobody can read them where the group does not exist.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
 */
export function writeContainerLines(
  context: CallContext,
  task: Task,
  definition: TaskDefinition,
  when: "start" | "failure",
): void {
  for (const container of definition.input.containerDefinitions ?? []) {
    const place = placeOf(container, task);
    if (place === undefined) continue;
    const messages = messagesOf(context, task, container, when);
    if (messages.length > 0) writeLines(context, place, messages);
  }
}

function messagesOf(
  context: CallContext,
  task: Task,
  container: ContainerDefinition,
  when: "start" | "failure",
): readonly string[] {
  const image = container.image ?? "";
  const [, said] = [...context.state(linesByImage)].find(([address]) => image.startsWith(address)) ?? [];
  if (when === "start") return said?.atStart ?? [`${container.name} started from ${container.image}`];
  const code = task.containers.find(({ name }) => name === container.name)?.exitCode ?? 0;
  // Who is killed for its memory says nothing more.
  if (code === 0 || code === 137) return [];
  return said?.atFailure ?? [`${container.name} exits with code ${code}`];
}

function placeOf(
  { name, logConfiguration }: ContainerDefinition,
  task: Task,
): { readonly group: string; readonly stream: string } | undefined {
  const group = logConfiguration?.options?.["awslogs-group"];
  if (logConfiguration?.logDriver !== "awslogs" || group === undefined) return undefined;
  const id = task.arn.split("/").at(-1) ?? "";
  const prefix = logConfiguration.options?.["awslogs-stream-prefix"];
  return { group, stream: prefix === undefined ? id : `${prefix}/${name}/${id}` };
}
