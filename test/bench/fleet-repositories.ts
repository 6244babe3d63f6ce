import path from "node:path";
import { GitRepository } from "../support/git-repository.ts";
import type { FleetApplication } from "./fleet-application.ts";

/** Makes a bare Git repository for each application below a folder, and answers the commits that their branches are at, by name. */
export async function makeRepositories(
  folder: string,
  fleet: readonly FleetApplication[],
): Promise<ReadonlyMap<string, string>> {
  const commits = new Map<string, string>();
  for (const { name, files } of fleet) {
    const repository = await GitRepository.create(path.join(folder, `${name}.git`));
    commits.set(name, await repository.commit("main", files));
  }
  return commits;
}
