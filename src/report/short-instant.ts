/** `2026-11-27 11:15 UTC` */
export function shortInstant(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
