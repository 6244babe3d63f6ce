/** A change of one text in one of the product's files. */
export interface Edit {
  /** From `src/`. */
  readonly file: string;
  /** Stands in the file once. */
  readonly text: string;
  readonly instead: string;
}

/** A fault that is put into the product as its files are loaded. */
export interface Plant {
  readonly name: string;
  /** The statement that it breaks. */
  readonly statement: number;
  /** What the product does wrong then. */
  readonly does: string;
  readonly edits: readonly Edit[];
}

const listingUnreadable = "return { read: async () => listing, others: async () => [], featuresOff: [] };";

/** One fault for each statement. The product knows nothing of them: they exist while a simulation loads its files. */
export const plants = [
  {
    name: "other-branch",
    statement: 1,
    does: "takes the head of develop for that of release",
    edits: [
      {
        file: "reconcile/look.ts",
        text: "const heads = await eyes.source.heads(signal);",
        instead:
          'const heads = new Map(await eyes.source.heads(signal)); heads.set("release", heads.get("develop")!);',
      },
    ],
  },
  {
    name: "unreadable-is-absent",
    statement: 2,
    does: "takes a stack that cannot be read for one that is not there",
    edits: [
      {
        file: "aws/read-stack.ts",
        text: "return unreadable(failureOf(translateAwsError(error, `read stack ${stackKey(id)}`)));",
        instead: "return absent;",
      },
    ],
  },
  {
    name: "forgets-failures",
    statement: 3,
    does: "does again what has failed, because nothing outside of the process is asked for it",
    edits: [
      {
        file: "plan/quarantine.ts",
        text: "  if (failed === undefined) return undefined;",
        instead: "  if (failed !== undefined || failed === undefined) return undefined;",
      },
    ],
  },
  {
    name: "unexplained",
    statement: 4,
    does: "executes a change set without holding it against the plan",
    edits: [
      {
        file: "reconcile/apply-stack-step.ts",
        text: "unexplained.length === 0",
        instead: "unexplained.length >= 0",
      },
    ],
  },
  {
    name: "loses-data",
    statement: 5,
    does: "removes what holds data without being asked to",
    edits: [
      {
        file: "plan/plan-stack.ts",
        text: "if (atRisk.length > 0) return hold(",
        instead: "if (atRisk.length > 1_000) return hold(",
      },
    ],
  },
  {
    name: "two-operations",
    statement: 6,
    does: "plans and begins changes of stacks that are changing",
    edits: [
      {
        file: "aws/read-stack.ts",
        text: 'if (situation === "busy")',
        instead: 'if (situation === ("never" as string))',
      },
      {
        file: "plan/stuck-stacks.ts",
        text: '  does: "wait",\n  reason: "StackBusy",',
        instead: '  does: "plan",\n  reason: "StackBusy",',
      },
      { file: "reconcile/operations.ts", text: "if (claimed.has(key)) return undefined;", instead: "" },
    ],
  },
  {
    name: "one-stops-all",
    statement: 7,
    does: "gives the whole pass up when one environment's stacks cannot be listed",
    edits: [
      {
        file: "aws/observe-environment.ts",
        text: listingUnreadable,
        instead: "throw new Error(listing.failure.message);",
      },
    ],
  },
  {
    name: "leaks-a-key",
    statement: 8,
    does: "names itself by its secret key when a role is refused",
    edits: [
      {
        file: "aws/role-credentials.ts",
        text: "`assume role ${roleArn} as ${await callerOf(sts)}`",
        instead: "`assume role ${roleArn} as ${(await sts.config.credentials()).secretAccessKey}`",
      },
    ],
  },
  {
    name: "idle-change-sets",
    statement: 9,
    does: "takes another stamp for a difference, and makes a change set for it in every pass",
    edits: [{ file: "plan/changes.ts", text: "ignore: neverCountsAlone,", instead: "ignore: []," }],
  },
  {
    name: "writes-in-look",
    statement: 10,
    does: "carries out steps of environments that are only to be looked at",
    edits: [
      {
        file: "promotion/rules/look-only.ts",
        text: 'plan.mode === "look"',
        instead: 'plan.mode === ("never" as string)',
      },
    ],
  },
] as const satisfies readonly Plant[];

export type PlantName = (typeof plants)[number]["name"];

export const plantNames: readonly PlantName[] = plants.map(({ name }) => name);

/** The plant of a name. */
export function plantNamed(name: string): Plant {
  const found = plants.find((plant) => plant.name === name);
  if (found === undefined) throw new Error(`there is no plant ${name}`);
  return found;
}
