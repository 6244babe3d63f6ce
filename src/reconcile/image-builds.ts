import { failureOf } from "../domain/failure.ts";
import type { BuildKey, GateState } from "../domain/gates.ts";
import type { ImageSettings } from "../domain/image-settings.ts";
import type { CommitSha } from "../domain/revision.ts";
import type { Eyes } from "./eyes.ts";
import type { Sight } from "./in-brief.ts";
import type { Subject } from "./subject.ts";

/** The build of a commit's images: one for all workloads and environments. Undefined where Autoland starts none. */
function buildOfCommit({ build }: ImageSettings, commit: CommitSha): BuildKey | undefined {
  return build === undefined ? undefined : { ...build, key: `image/${commit}` };
}

/** How the build of a commit's images stands; undefined where Autoland starts none, or where it cannot be asked now. */
export async function seeImageBuild(
  { builds }: Pick<Eyes, "builds">,
  settings: ImageSettings,
  commit: CommitSha,
  signal: AbortSignal,
): Promise<GateState | undefined> {
  const build = buildOfCommit(settings, commit);
  if (build === undefined) return undefined;
  const found = await builds?.find(build, signal);
  signal.throwIfAborted();
  return found?.kind === "present" ? found.value : undefined;
}

/**
 * Starts the builds of commits whose images are missing in an environment that is not only looked at. One that was started before, by whomever
 * and however it ended, is not started again; what could not be asked is not started either.
 */
export async function startImageBuilds(
  eyes: Pick<Eyes, "builds">,
  { images }: Subject,
  { plan, wishes }: Pick<Sight, "plan" | "wishes">,
  log: { error: (fields: object, text: string) => void },
  signal: AbortSignal,
): Promise<void> {
  if (images?.build === undefined) return;
  const missing = new Set(
    plan.environments.flatMap(({ environment, mode }) => {
      const wish = wishes.get(environment);
      if (mode === "look" || wish?.kind !== "desired") return [];
      return wish.desired.workloads.flatMap((workload) =>
        workload.kind === "not-rendered" ? (workload.missingImage ?? []) : [],
      );
    }),
  );
  for (const commit of missing) {
    const build = buildOfCommit(images, commit);
    const state = await seeImageBuild(eyes, images, commit, signal);
    if (build === undefined || state?.kind !== "none") continue;
    try {
      await eyes.builds?.start({ ...build, commit }, signal);
    } catch (error) {
      signal.throwIfAborted();
      log.error({ commit, ...failureOf(error) }, "the build of an image could not be started");
    }
  }
}
