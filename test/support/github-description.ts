import { readFileSync } from "node:fs";
import { z } from "zod";

/** An answer that was given, for checks against GitHub's description of its API. */
export interface GivenAnswer {
  /** As the description writes paths: `/repos/{owner}/{repo}/statuses/{sha}`. */
  readonly path: string;
  readonly method: string;
  readonly status: number;
  readonly data: unknown;
}

/** Shapes of answers as GitHub describes them. */
export interface DescribedAnswers {
  /** `METHOD path status` of each that is described. */
  readonly kinds: readonly string[];
  /** What is wrong with an answer, in words; nothing for a right one. */
  faultsOf(answer: GivenAnswer): readonly string[];
}

/** Reads shapes that test/generate/github-answers.ts has made from GitHub's own description of its API. */
export function readDescription(file: URL): DescribedAnswers {
  const described = z
    .object({ shapes: z.record(z.string(), z.unknown()), definitions: z.record(z.string(), z.unknown()) })
    .parse(JSON.parse(readFileSync(file, "utf8")));
  const schemas = new Map<string, ReturnType<typeof z.fromJSONSchema>>();
  return {
    kinds: Object.keys(described.shapes),
    faultsOf: ({ method, path, status, data }) => {
      const kind = `${method} ${path} ${status}`;
      const shape = described.shapes[kind];
      if (shape === undefined) return [`${kind} is not described`];
      const schema =
        schemas.get(kind) ??
        z.fromJSONSchema(
          { ...(shape as object), definitions: described.definitions },
          { defaultTarget: "openapi-3.0" },
        );
      schemas.set(kind, schema);
      const read = schema.safeParse(data);
      return read.success
        ? []
        : read.error.issues.map(({ path: at, message }) => `${path}: ${at.join(".")}: ${message}`);
    },
  };
}
