import type { World } from "../kernel/world.ts";
import { playCopilotFunctions } from "./copilot-functions.ts";
import type { FunctionRunner } from "./function-runner.ts";

const runners = new WeakMap<World, FunctionRunner>();

/** Gives a world the runner of its custom-resource functions, instead of the one that plays Copilot's. */
export function setFunctionRunner(world: World, runner: FunctionRunner): void {
  runners.set(world, runner);
}

/** The runner of a world's functions. */
export function functionRunnerOf(world: World): FunctionRunner {
  return runners.get(world) ?? playCopilotFunctions;
}
