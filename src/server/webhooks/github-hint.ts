import { z } from "zod";

/** That something has moved in a repository. What exactly, is for the next look to find out: nothing of a payload is believed. */
export interface GitHubHint {
  readonly event: "push" | "pull_request";
  /** `owner/name`. */
  readonly repository: string;
}

const payloadShape = z.object({ repository: z.object({ full_name: z.string().max(300) }) });

/** Reads what a delivery hints at; undefined for events that say nothing of branches, and `unreadable` for a payload that is none. */
export function readHint(event: string, body: string): GitHubHint | "unreadable" | undefined {
  if (event !== "push" && event !== "pull_request") return undefined;
  const payload = payloadShape.safeParse(parseJson(body));
  return payload.success ? { event, repository: payload.data.repository.full_name } : "unreadable";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
