/** One statement of the story, checked against AWS and Git themselves. */
export interface CheckedStatement {
  readonly statement: string;
  readonly holds: boolean;
  /** What was found instead, when it does not hold. */
  readonly found?: string;
}

/** Tells the story and keeps account of what was checked. */
export interface Narrator {
  /** A heading: what happens next. */
  act(title: string): void;
  /** One line of what is going on. */
  say(line: string): void;
  /** States something; `holds` must come from AWS or Git, never from our own report. */
  check(statement: string, holds: boolean, found?: string): void;
  readonly statements: readonly CheckedStatement[];
}

/** A narrator that writes lines somewhere. */
export function makeNarrator(write: (line: string) => void): Narrator {
  const statements: CheckedStatement[] = [];
  return {
    statements,
    act: (title) => write(`\n── ${title} ──`),
    say: (line) => write(`   ${line}`),
    check: (statement, holds, found) => {
      statements.push({ statement, holds, ...(holds || found === undefined ? {} : { found }) });
      write(
        holds ? `   ✓ ${statement}` : `   ✗ ${statement}${found === undefined ? "" : ` (found: ${found})`}`,
      );
    },
  };
}
