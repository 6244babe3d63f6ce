import { failureOf } from "../domain/failure.ts";
import type { GateState } from "../domain/gates.ts";
import type { Observed } from "../domain/observed.ts";
import type { Gate } from "../domain/promotion.ts";
import type { Arrival, Trail } from "../domain/trail.ts";
import { rulesOf } from "./choose-revisions.ts";
import type { Eyes } from "./eyes.ts";
import type { Hands } from "./hands.ts";
import type { Sight } from "./in-brief.ts";
import type { Subject } from "./subject.ts";

/** How many commits of an environment are asked about in one pass: the newest, since an older one matters less with every newer. */
const mostAsked = 4;

/**
 * The trails with what gates have said since. Asked only about commits that came, ran well and have no answer yet, in environments that are
 * not only looked at; a build is started for the commit that runs there now. What cannot be asked stays open.
 */
export async function askGates(
  eyes: Pick<Eyes, "checks" | "builds">,
  hands: Pick<Hands, "log">,
  subject: Subject,
  { plan }: Pick<Sight, "plan">,
  trails: ReadonlyMap<string, Trail>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Trail>> {
  const asked = await Promise.all(
    plan.environments.map(async ({ environment, mode }): Promise<readonly [string, Trail]> => {
      const trail = trails.get(environment) ?? { environment, arrivals: [] };
      const { gate } = rulesOf(subject, environment);
      if (gate === undefined || mode === "look") return [environment, trail];
      const open = trail.arrivals.filter(
        (arrival) => arrival.gate === undefined && arrival.wellSince !== undefined,
      );
      const answers = new Map<Arrival, Arrival>();
      for (const arrival of open.slice(-mostAsked)) {
        const isCurrent = arrival === trail.arrivals.at(-1);
        const state = await ask(eyes, hands, gate, environment, { arrival, isCurrent }, signal);
        if (state?.kind !== "ended") continue;
        const { passed, at, detail } = state;
        answers.set(arrival, { ...arrival, gate: { passed, at, detail } });
      }
      if (answers.size === 0) return [environment, trail];
      return [
        environment,
        { ...trail, arrivals: trail.arrivals.map((arrival) => answers.get(arrival) ?? arrival) },
      ];
    }),
  );
  return new Map(asked);
}

async function ask(
  { checks, builds }: Pick<Eyes, "checks" | "builds">,
  { log }: Pick<Hands, "log">,
  gate: Gate,
  environment: string,
  of: { readonly arrival: Arrival; readonly isCurrent: boolean },
  signal: AbortSignal,
): Promise<GateState | undefined> {
  const { commit, at: since } = of.arrival;
  const request = { environment, commit, since };
  switch (gate.kind) {
    case "github-check":
      return told(await checks?.check(request, gate, signal), environment, log);
    case "github-deployment":
      return told(await checks?.deployment(request, gate, signal), environment, log);
    case "build": {
      const { project, region } = gate;
      const build = {
        project,
        environment,
        key: `gate/${commit}/${since.getTime()}`,
        ...(region === undefined ? {} : { region }),
      };
      const state = told(await builds?.find(build, signal), environment, log);
      if (state?.kind !== "none" || !of.isCurrent) return state;
      try {
        await builds?.start({ ...build, commit }, signal);
      } catch (error) {
        signal.throwIfAborted();
        log.error({ environment, ...failureOf(error) }, "the gate's build could not be started");
      }
      return undefined;
    }
  }
}

function told(
  state: Observed<GateState> | undefined,
  environment: string,
  log: Hands["log"],
): GateState | undefined {
  if (state?.kind === "unreadable")
    log.error({ environment, ...state.failure }, "the gate could not be asked");
  return state?.kind === "present" ? state.value : undefined;
}
