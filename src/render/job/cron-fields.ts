/** What one field of a cron expression may say. */
interface CronField {
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
  /** Names that stand for numbers, in the order of the numbers from the minimum on. */
  readonly names: readonly string[];
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const fields: readonly CronField[] = [
  { name: "minute", minimum: 0, maximum: 59, names: [] },
  { name: "hour", minimum: 0, maximum: 23, names: [] },
  { name: "day of month", minimum: 1, maximum: 31, names: [] },
  { name: "month", minimum: 1, maximum: 12, names: months },
  { name: "day of week", minimum: 0, maximum: 6, names: weekdays },
];

/**
 * What is wrong with a cron expression of five fields, as a clause; undefined for a good one. The rules are those of
 * github.com/robfig/cron v3, `ParseStandard`, with which Copilot checks schedules.
 */
export function cronFault(texts: readonly string[]): string | undefined {
  if (texts.length !== fields.length) return `it has ${texts.length} fields instead of ${fields.length}`;
  for (const [index, field] of fields.entries()) {
    const text = texts[index] ?? "";
    const bad = text.split(",").find((item) => item !== "" && !isItemOf(field, item));
    if (bad !== undefined) return `"${bad}" is no ${field.name}`;
  }
  return undefined;
}

/** One item of a field's list: `*`, `5`, `1-5`, a step over all, `1-30/2`. */
function isItemOf(field: CronField, item: string): boolean {
  const [range = "", step, ...moreSteps] = item.split("/");
  if (moreSteps.length > 0 || (step !== undefined && !(Number(step) > 0 && /^\d+$/.test(step)))) return false;
  if (range === "*" || range === "?") return true;
  const ends = range.split("-").map((end) => valueIn(field, end));
  if (ends.length > 2 || ends.includes(undefined)) return false;
  const [low = -1, high = low] = ends;
  return low <= high && low >= field.minimum && high <= field.maximum;
}

function valueIn({ minimum, names }: CronField, text: string): number | undefined {
  const named = names.indexOf(text.toLowerCase());
  if (named >= 0) return minimum + named;
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
