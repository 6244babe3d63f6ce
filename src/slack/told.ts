/** What is known of a message that was sent. */
export interface Told {
  readonly channel: string;
  readonly ts: string;
  readonly state: string;
  /** What it says; undefined for one that an earlier process has sent. */
  readonly says?: string;
  readonly at: number;
  /** How many lines of the story stand in its thread. */
  readonly entries: number;
}

/** A message in the one text that a record holds of it. */
export function toldText({ channel, ts, state }: Told): string {
  return `${channel}:${ts}:${state}`;
}

/** The message of a record's text; undefined where there is none, or none that can be understood. */
export function toldIn(text: string | undefined): Told | undefined {
  const [channel, ts, state] = text?.split(":") ?? [];
  if (channel === undefined || ts === undefined || state === undefined) return undefined;
  return { channel, ts, state, at: 0, entries: 0 };
}
