import { adoptedApplication } from "../support/drift.ts";
import { bookshop } from "../support/bookshop.ts";
import { type DeployedByCopilot, openDeployed } from "../support/copilot-application.ts";
import { drawFrom, gitEdits, liveEdits, templateEdits } from "./drawn-edits.ts";
import type { DriftScenario } from "./scenario.ts";

/** How many edits are drawn for each layer. */
export interface MatrixSize {
  readonly live: number;
  readonly template: number;
  readonly git: number;
}

/** The application that edits are made on, as Autoland leaves it: five workloads, addons, a service that is scaled. */
export function matrixApplication(): Promise<DeployedByCopilot> {
  const environments = bookshop.environments.filter(({ name }) => name !== "stage");
  return adoptedApplication({ ...bookshop, environments });
}

/** Edits by seed: every type of resource at least once. */
export async function drawnScenarios(
  adopted: DeployedByCopilot,
  seed: number,
  size: MatrixSize,
): Promise<readonly DriftScenario[]> {
  const draw = drawFrom(seed);
  const application = await openDeployed(adopted);
  return [
    ...liveEdits(draw, application, size.live),
    ...templateEdits(draw, size.template),
    ...gitEdits(draw, size.git),
  ];
}
