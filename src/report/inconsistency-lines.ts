import type { Inconsistency } from "../domain/inconsistency.ts";

/** One disagreement, or several of the same kind about one thing. */
export interface InconsistencyLine {
  /** What each place says. */
  readonly places: string;
  /** What that means. */
  readonly text: string;
  readonly remedy?: string;
}

/** Disagreements for people: one line each. */
export function inconsistencyLine(item: Inconsistency): InconsistencyLine {
  const { verdict, explanation, remedy } = item;
  return {
    places: placesText(item),
    text: `${subjectText(item)}: ${verdict}: ${explanation}`,
    ...(remedy === undefined ? {} : { remedy }),
  };
}

function subjectText({ environment, workload }: Inconsistency): string {
  return [environment, workload].filter((name) => name !== undefined).join("/");
}

function placesText({ places, environment }: Inconsistency): string {
  switch (places.kind) {
    case "workload": {
      const stack = environment === undefined ? "" : `, stack ${stackText(places.stack)}`;
      return `Git ${yes(places.files)}, record ${yes(places.record)}${stack}`;
    }
    case "environment":
      return `branch ${places.configured ? "yes" : "no"}, record ${yes(places.record)}, stack ${stackText(places.stack)}`;
  }
}

function yes(presence: "present" | "absent" | "unreadable"): string {
  return { present: "yes", absent: "no", unreadable: "unreadable" }[presence];
}

function stackText(stack: string): string {
  return stack === "absent" ? "no" : stack;
}
