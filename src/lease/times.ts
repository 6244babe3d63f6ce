/**
 * The lease's times, in milliseconds. A taker waits `othersWait` in which the owner's text has not changed, counted from when it was
 * seen by the taker's own stopwatch; an owner writes nothing after `ownerStops` counted from when it began its last renewal. So clocks
 * of two machines are never compared; they have only to run at the same pace, but for the quarter between the two figures.
 */
export const leaseTimes = {
  renewEvery: 6_000,
  /** How long one request may take. */
  requestEnds: 4_000,
  ownerStops: 15_000,
  othersWait: 20_000,
  /** What could not be asked is asked again after this. */
  afterFault: 1_000,
  /** How often somebody looks who waits for a share. */
  waiterLooks: 3_000,
} as const;
