/** A stack as CloudFormation itself has it, whatever anybody was told of it. */
export interface StackTruth {
  readonly name: string;
  readonly status: string;
  readonly createdAt: Date;
  /** When the running operation began, and whose it is; absent at rest. */
  readonly operation?: { readonly since: Date; readonly token?: string | undefined; readonly kind: string };
  /** The template that is deployed. */
  readonly body?: string | undefined;
  /** Physical ids of resources whose loss would lose data, by logical id. */
  readonly data: Readonly<Record<string, string>>;
  /** Tokens of changes that failed and were rolled back, with the time of that, oldest first. */
  readonly rolledBack: readonly { readonly token: string; readonly at: Date }[];
}

/** What Autoland leaves in a template, read from the text: parsing each of thousands of templates would take most of a world's time. */
export function stampIn(body: string): { readonly branch: string; readonly commit: string } | undefined {
  const block = /^ {2}Autoland:\n((?: {4}.*\n)+)/m.exec(body)?.[1];
  if (block === undefined) return undefined;
  const field = (name: string): string | undefined =>
    new RegExp(`^ {4}${name}: "?([^"\\n]*)"?$`, "m").exec(block)?.[1];
  const [branch, commit] = [field("Branch"), field("Commit")];
  return branch === undefined || commit === undefined ? undefined : { branch, commit };
}

/** The value that a commit's manifest gave to the variable `MARK`, as the container gets it; the empty text where there is none. */
export function markIn(body: string): string {
  return /Name: "?MARK"?\s+Value: "?(\w+)"?/.exec(body)?.[1] ?? "";
}
