/**
 * A path of the repository in git's own spelling: no leading or trailing slash, no `.` parts; the empty string is the
 * root. Throws a plain Error for what cannot be such a path: asking for it is a fault of the caller.
 */
export function normalizeRepositoryPath(path: string): string {
  if (path.startsWith("/") || /\p{Cc}/u.test(path)) throw new Error(notAPath(path));
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) throw new Error(notAPath(path));
  return parts.join("/");
}

function notAPath(path: string): string {
  return `not a path from the repository's root: ${JSON.stringify(path)}`;
}
