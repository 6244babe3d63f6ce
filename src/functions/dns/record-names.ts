/** Whether two DNS names are the same: Route 53 adds a dot at the end, lowers the case and writes `*` as `\052`. */
export function sameName(a: string, b: string): boolean {
  return plainName(a) === plainName(b);
}

/** Whether two names lead to the same load balancer: the console writes `dualstack.` in front of one. */
export function sameTarget(a: string, b: string): boolean {
  return withoutDualstack(a) === withoutDualstack(b);
}

function plainName(name: string): string {
  return name.replaceAll("\\052", "*").replace(/\.$/, "").toLowerCase();
}

function withoutDualstack(name: string): string {
  return plainName(name).replace(/^dualstack\./, "");
}
