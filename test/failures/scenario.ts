import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const seconds = z.number().nonnegative();

/** How one file of the commit is changed: `text` is the whole file, `replace` a piece of it, `remove` takes it away. */
const edit = z.union([
  z.strictObject({ text: z.string() }),
  z.strictObject({ replace: z.string(), with: z.string() }),
  z.strictObject({ remove: z.literal(true) }),
]);

/** An image that the pipeline pushes for the commit. Without one the running image stays. */
const image = z.strictObject({
  workload: z.string(),
  /** The simulated container's: `exits:1`, `unhealthy`, `slow:600`, `out-of-memory`, `crashes-later:30`. */
  behaviour: z.string().optional(),
  architecture: z.string().optional(),
});

/** What goes wrong. `docs` for each stand in test/scenarios/README.md. */
const injection = z.union([
  z.strictObject({
    tasks: z.strictObject({
      service: z.string().optional(),
      at: z.enum(["placing", "starting", "running", "targets"]),
      afterSeconds: seconds.optional(),
      reason: z.string(),
      code: z.string().optional(),
      container: z
        .strictObject({
          name: z.string().optional(),
          exitCode: z.int().optional(),
          reason: z.string().optional(),
        })
        .optional(),
      event: z.string().optional(),
      times: z.int().optional(),
    }),
  }),
  z.strictObject({
    resource: z.strictObject({
      stackName: z.string().optional(),
      logicalId: z.string().optional(),
      type: z.string().optional(),
      verb: z.enum(["create", "update", "delete"]).optional(),
      during: z.enum(["rollback", "forward"]).optional(),
      times: z.int().optional(),
      reason: z.string(),
      afterSeconds: seconds.optional(),
    }),
  }),
  z.strictObject({
    call: z.strictObject({
      service: z.string().optional(),
      action: z.string().optional(),
      principal: z.string().optional(),
      nth: z.array(z.int()).optional(),
      probability: z.number().min(0).max(1).optional(),
      origin: z.enum(["call", "service", "any"]).optional(),
      refuse: z
        .strictObject({ code: z.string(), message: z.string(), httpStatus: z.int().optional() })
        .optional(),
      effect: z.enum(["throttle", "server-error"]).optional(),
    }),
  }),
  /** A parameter of the environment's account that the workload's secrets name. */
  z.strictObject({
    parameter: z.strictObject({ name: z.string(), tagged: z.boolean() }),
  }),
  z.strictObject({
    stack: z.strictObject({
      name: z.string(),
      /** A stack policy, as CloudFormation takes it. */
      policy: z.record(z.string(), z.unknown()).optional(),
      protect: z.boolean().optional(),
    }),
  }),
  /** Somebody else makes a stack of this template, in the environment's account. */
  z.strictObject({
    foreignStack: z.strictObject({ name: z.string(), template: z.record(z.string(), z.unknown()) }),
  }),
  /** Somebody else's update of a stack runs: it changes its template by a piece of text, so many seconds before Autoland looks. */
  z.strictObject({
    foreignUpdate: z.strictObject({
      stack: z.string(),
      parameter: z.string(),
      value: z.string(),
      secondsBefore: seconds.default(2),
    }),
  }),
  /** What containers of the commit's image of a workload write. */
  z.strictObject({
    lines: z.strictObject({ workload: z.string(), atFailure: z.array(z.string()) }),
  }),
  /** A custom resource's function that never answers. */
  z.strictObject({ silentFunction: z.strictObject({ type: z.string() }) }),
]);

/** A failure: what the commit changes, what goes wrong, what must be named, and what comes after. */
export const scenarioSchema = z.strictObject({
  what: z.string(),
  /** Where AWS documents its words, or where they were seen. */
  source: z.url(),
  change: z.record(z.string(), edit).default({}),
  images: z.array(image).default([]),
  given: z.array(injection).default([]),
  /** What the environment's `failing` says, besides its defaults; times in minutes. */
  failing: z
    .strictObject({
      end: z.boolean().optional(),
      tasks: z.int().optional(),
      deadlineMinutes: z.number().optional(),
      noProgressMinutes: z.number().optional(),
      logLines: z.int().optional(),
    })
    .default({}),
  expect: z.strictObject({
    found: z.enum(["before", "during"]),
    /** Any of them. */
    reason: z.union([z.string(), z.array(z.string())]),
    /** Part of what is named as the thing at fault. */
    resource: z.string(),
    /** Seconds of simulated time after it showed. */
    within: seconds.default(15),
  }),
  afterwards: z
    .strictObject({
      /** Whether what was given is taken away before the good commit; else it still stands. */
      mended: z.boolean().default(true),
      change: z.record(z.string(), edit).default({}),
      /** Images that are pushed for the good commit, besides those of the bad one. */
      images: z.array(image).default([]),
    })
    .default({ mended: true, change: {}, images: [] }),
});

/** A scenario, read and checked. */
export type Scenario = z.output<typeof scenarioSchema> & { readonly id: string };

/** One thing that goes wrong. */
export type Injection = z.output<typeof injection>;

/** One file's change. */
export type Edit = z.output<typeof edit>;

/** Reads the scenarios of a folder, in the order of their names. Throws with the file's name and every fault of it. */
export function readScenarios(folder: string): readonly Scenario[] {
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .toSorted()
    .map((name) => {
      const read = scenarioSchema.safeParse(parse(readFileSync(path.join(folder, name), "utf8")));
      if (!read.success) throw new Error(`${path.join(folder, name)}: ${z.prettifyError(read.error)}`);
      return { ...read.data, id: name.replace(/\.ya?ml$/, "") };
    });
}
