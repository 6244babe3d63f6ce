import type { Cell } from "../../kernel/cells.ts";
import type { CallContext } from "../../kernel/service.ts";
import type { World } from "../../kernel/world.ts";

/** What an alarm says. */
export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** An alarm, with what it watches as it was put. */
export interface Alarm {
  readonly name: string;
  readonly arn: string;
  readonly input: Readonly<Record<string, unknown>>;
  state: AlarmState;
  stateReason: string;
  stateUpdatedAt: Date;
}

/** The alarms of an account and region, by name. */
export const alarms: Cell<Map<string, Alarm>> = {
  name: "cloudwatch/alarms",
  scope: "region",
  initial: () => new Map(),
};

/** Those of the named alarms that are in a state. */
export function alarmsIn(
  context: CallContext,
  state: AlarmState,
  names: readonly string[],
): readonly string[] {
  return names.filter((name) => context.state(alarms).get(name)?.state === state);
}

/** Puts an alarm into a state, as its metric would. */
export function setAlarmState(
  world: World,
  alarm: {
    readonly account: string;
    readonly region: string;
    readonly name: string;
    readonly state: AlarmState;
  },
): void {
  const known = world.cells.at(alarms, alarm).get(alarm.name);
  if (known === undefined) throw new Error(`no alarm ${alarm.name} in ${alarm.account} ${alarm.region}`);
  known.state = alarm.state;
  known.stateReason = "set by hand";
  known.stateUpdatedAt = world.clock.now();
}
