/** A manifest's path as load balancers want it: with a leading slash; the empty path is the root (copilot-model.md 5.6). */
export function normalizedPath(path: string): string {
  return path.startsWith("/") ? path : `/${path}`;
}

/** The patterns that match a normalized path and everything below it (copilot-model.md 5.6). */
export function pathPatterns(path: string): readonly string[] {
  return path === "/" ? ["/*"] : [path, `${path}/*`];
}
