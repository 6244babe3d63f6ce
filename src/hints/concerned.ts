/** An application and its environments, as far as names tell whose a stack is. */
export interface Listening {
  readonly application: string;
  readonly environments: readonly string[];
}

/**
 * The applications that a stack or service of this name may belong to: `<app>-<env>`, what begins with it and a dash, and the stacks that
 * Copilot's StackSet makes. Names with dashes may mean several; a look too many costs little.
 */
export function concernedBy(name: string, listening: readonly Listening[]): readonly string[] {
  return listening.filter((one) => isOf(name, one)).map(({ application }) => application);
}

function isOf(name: string, { application, environments }: Listening): boolean {
  if (name === `${application}-infrastructure-roles`) return true;
  if (name.startsWith(`StackSet-${application}-infrastructure-`)) return true;
  return environments.some((environment) => {
    const stack = `${application}-${environment}`;
    return name === stack || name.startsWith(`${stack}-`);
  });
}
