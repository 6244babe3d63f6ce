import { createHash } from "node:crypto";
import { failureOf } from "../../src/domain/failure.ts";
import type { CallLog } from "../../src/simulator/kernel/call-log.ts";
import { makeRandom } from "../../src/simulator/kernel/random.ts";
import type { Breach } from "../support/statements/evidence.ts";
import { breachesIn } from "../support/statements/statements.ts";
import { type CoverageData, coverageData, noCoverage, noteStatuses } from "./coverage.ts";
import { Day } from "./day.ts";
import { openTown, type Shape } from "./founded.ts";
import { settle } from "./settle.ts";

/** What came of one world. */
export interface PlayedWorld {
  readonly seed: number;
  readonly breaches: readonly (Omit<Breach, "at"> & { readonly at: string })[];
  /** Why it did not converge when the trouble was over; absent: it did. */
  readonly unsettled?: string;
  readonly coverage: CoverageData;
  readonly calls: number;
  /** Without the founding of what worlds of its shape stand on, which is done once per process. */
  readonly cpuSeconds: number;
  /** Of the log of all calls: equal for equal seeds. */
  readonly log: string;
}

/** A world that was played, with the log of all calls. */
export interface LoggedWorld {
  readonly played: PlayedWorld;
  readonly log: CallLog;
  /**
   * Lets it leave memory. Of what processes that were killed had begun, promises may then be rejected that nobody waits for any more: for
   * processes that play many worlds.
   */
  forget(): void;
}

/** Plays one world to its end: so many hours of trouble, then calm. */
export async function playWorld(seed: number, hours: number, isOverHttp = false): Promise<PlayedWorld> {
  return (await playLogged(seed, hours, isOverHttp)).played;
}

/** The same with what is left of it. */
export async function playLogged(seed: number, hours: number, isOverHttp: boolean): Promise<LoggedWorld> {
  const random = makeRandom(`${seed} shape`);
  const shape: Shape = random.integer(8) === 0 ? "copilot" : "adopted";
  const town = { ...(await openTown(shape, `world ${seed}`)), isOverHttp };
  const before = process.threadCpuUsage();
  const coverage = noCoverage();
  const day = new Day(town, coverage);
  let unsettled: string | undefined;
  try {
    await town.world.run(day.live(`${seed}`, hours));
    unsettled = await town.world.run(settle(day));
  } catch (error) {
    if (process.env["AUTOLAND_SIMULATE_TRACE"] !== undefined) throw error;
    unsettled = failureOf(error).message;
  }
  noteStatuses(coverage, town.world);
  const breaches = breachesIn(day.witness.evidence).map(({ at, ...breach }) => ({
    ...breach,
    at: at.toISOString(),
  }));
  const { user, system } = process.threadCpuUsage(before);
  const played: PlayedWorld = {
    seed,
    breaches,
    ...(unsettled === undefined ? {} : { unsettled }),
    coverage: coverageData(coverage),
    calls: town.world.log.records.length,
    cpuSeconds: (user + system) / 1e6,
    log: digestOfLog(town.world.log),
  };
  return { played, log: town.world.log, forget: () => day.forget() };
}

function digestOfLog(log: CallLog): string {
  return createHash("sha256").update(log.text()).digest("hex").slice(0, 16);
}
