import { readFileSync } from "node:fs";

/** One instruction of a Dockerfile. */
export interface Instruction {
  readonly name: string;
  /** What follows the name, lines joined. */
  readonly text: string;
}

/** A stage: what it starts from, and what is done in it. */
export interface Stage {
  readonly from: string;
  readonly as: string | undefined;
  readonly instructions: readonly Instruction[];
}

/** The repository's Dockerfile, as much of the language as it uses: arguments before the first stage, and stages. */
export interface Dockerfile {
  readonly arguments: ReadonlyMap<string, string>;
  readonly stages: readonly Stage[];
}

const known = new Set([
  "ARG",
  "CMD",
  "COPY",
  "ENTRYPOINT",
  "ENV",
  "EXPOSE",
  "HEALTHCHECK",
  "RUN",
  "STOPSIGNAL",
  "USER",
  "VOLUME",
  "WORKDIR",
]);

/** Reads the Dockerfile of the project. Throws for an instruction that this reader does not know. */
export function readDockerfile(): Dockerfile {
  const text = readFileSync(new URL("../../Dockerfile", import.meta.url), "utf8");
  const lines = text
    .split("\n")
    .filter((line) => !line.trimStart().startsWith("#"))
    .join("\n")
    .replaceAll(/\\\n\s*/g, "")
    .split("\n")
    .filter((line) => line.trim() !== "");
  const given = new Map<string, string>();
  const stages: { from: string; as: string | undefined; instructions: Instruction[] }[] = [];
  for (const line of lines) {
    const [, name = "", rest = ""] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (name === "FROM") {
      const [, from = "", as] = /^(\S+)(?:\s+AS\s+(\S+))?$/.exec(rest) ?? [];
      stages.push({ from: expand(from, given), as, instructions: [] });
      continue;
    }
    const stage = stages.at(-1);
    if (stage === undefined && name === "ARG") {
      given.set(...assignment(rest));
      continue;
    }
    if (stage === undefined || !known.has(name)) throw new Error(`not known here: ${line}`);
    stage.instructions.push({ name, text: rest });
  }
  return { arguments: given, stages };
}

/** `NAME=value`, with or without quotes. */
export function assignment(text: string): [name: string, value: string] {
  const [, name = "", value = ""] = /^([A-Z_]+)=(.*)$/.exec(text) ?? [];
  return [name, value.replaceAll(/^"|"$/g, "")];
}

/** `ENV A=1 B=2`, without quotes. */
export function assignments(text: string): readonly [name: string, value: string][] {
  return text.split(/\s+/).map(assignment);
}

/** The words of the exec form, a JSON list; undefined for the shell form. */
export function execForm(text: string): readonly string[] | undefined {
  return text.startsWith("[") ? (JSON.parse(text) as readonly string[]) : undefined;
}

function expand(text: string, values: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\$\{([A-Z_]+)\}/g, (_whole, name: string) => values.get(name) ?? "");
}
