/** A fault that is put into the product: a change of a text of one of its files, as it is loaded. */
export interface Plant {
  readonly name: string;
  /** The statement that it breaks. */
  readonly statement: number;
  /** What the product does wrong then. */
  readonly does: string;
  /** From `src/`. */
  readonly file: string;
  /** Stands in the file once. */
  readonly text: string;
  readonly instead: string;
}

/** One fault for each statement. The product knows nothing of them: they exist while a simulation loads its files. */
export const plants = [
  {
    name: "other-branch",
    statement: 1,
    does: "goes to the head of another branch",
    file: "reconcile/look.ts",
    text: "const heads = await eyes.source.heads(signal);",
    instead:
      "const heads = new Map([...(await eyes.source.heads(signal))].map(([name, head], index, all) => [name, name === 'release' ? (all[0]?.[1] ?? head) : head] as const));",
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
