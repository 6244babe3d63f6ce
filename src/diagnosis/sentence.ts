import type { Diagnosis } from "../domain/diagnosis.ts";

/** A diagnosis in one sentence, with AWS's words. */
export function sentence({ message, words, tasks }: Diagnosis): string {
  const often = tasks > 1 ? ` (${tasks} tasks)` : "";
  return `${message}${often}; AWS says: ${words}`;
}
