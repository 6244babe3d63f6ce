/** How long to wait before the next look at a running operation, in milliseconds: 1, 2, 4 and then 5 seconds, as Copilot settles on. */
export function pollDelay(attempt: number): number {
  return Math.min(5_000, 1_000 * 2 ** attempt);
}
