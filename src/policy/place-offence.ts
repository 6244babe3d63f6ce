import type { JudgedPart } from "../domain/judged.ts";
import type { Place } from "../domain/finding.ts";
import { pointerSteps } from "../template/json-pointer.ts";

/**
 * Where in the commit an offence stands, as near as can be told: the line that names its resource, in the first file that does. A
 * rendered template has no lines of its own, so the file that it was rendered from is named where nothing better is known.
 */
export function placeOf(pointer: string, { sources }: JudgedPart): Place {
  const [, id] = pointerSteps(pointer);
  const named =
    id === undefined
      ? undefined
      : sources.map((source) => at(source, id)).find((place) => place !== undefined);
  return named ?? { file: sources[0]?.path ?? "", line: 1, column: 1 };
}

function at({ path, text }: JudgedPart["sources"][number], id: string): Place | undefined {
  const mention = new RegExp(`(?:^|[\\s"'/{])${id.replaceAll(/[^\w]/g, "\\$&")}(?=$|["'/:\\s])`, "m").exec(
    text,
  );
  if (mention === null) return undefined;
  const offset = mention.index + mention[0].indexOf(id[0] ?? "");
  const before = text.slice(0, offset).split("\n");
  return { file: path, line: before.length, column: (before.at(-1) ?? "").length + 1 };
}
