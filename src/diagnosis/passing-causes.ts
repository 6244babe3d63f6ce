/** Causes that lie in AWS or in what else happens at the moment: the same change may well succeed a little later. */
export const momentaryCauses: ReadonlySet<string> = new Set([
  "Throttled",
  "AwsInternalError",
  "CapacityUnavailable",
  "SpotUnavailable",
  "StackBusy",
]);

/** Causes of a failed rollback that pass by themselves: continuing it needs nobody's word. */
export const passingCauses: ReadonlySet<string> = new Set([...momentaryCauses, "Cancelled", "NotStabilized"]);
