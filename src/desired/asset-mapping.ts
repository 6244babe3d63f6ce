/** Which artifact goes to which key of the site's bucket, and as what it is served. */
export interface MappedAsset {
  /** Key in the artifact bucket. */
  readonly path: string;
  /** Key in the site's bucket. */
  readonly destPath: string;
  /** Empty when it is not known. */
  readonly contentType: string;
}

/** The text of a mapping file, the same bytes as Copilot's: without duplicates, sorted, in Go's spelling of JSON (copilot-model.md 3.1). */
export function assetMappingText(assets: readonly MappedAsset[]): string {
  const entries = assets.map(({ path, destPath, contentType }) => ({ path, destPath, contentType }));
  const unique = new Map(entries.map((entry) => [JSON.stringify(entry), entry]));
  const sorted = [...unique.values()].toSorted(
    (a, b) => byBytes(a.path, b.path) || byBytes(a.destPath, b.destPath),
  );
  return JSON.stringify(sorted).replaceAll(/[<>&\u2028\u2029]/g, escaped);
}

/** Where a file goes in the site's bucket: below the destination as it stands below its source; a single file's destination is its key. */
export function siteKey(destination: string, source: string, file: string): string {
  const relative = file === source ? "" : source === "" ? file : file.slice(source.length + 1);
  const key = joined(destination, relative);
  return key === "" ? file.slice(file.lastIndexOf("/") + 1) : key;
}

/** As Go's `filepath.Join`, save that nothing comes to the empty text. */
function joined(...texts: readonly string[]): string {
  const text = texts.filter((part) => part !== "").join("/");
  const isRooted = text.startsWith("/");
  const parts: string[] = [];
  for (const part of text.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (!isRooted) parts.push(part);
  }
  return `${isRooted ? "/" : ""}${parts.join("/")}`;
}

function byBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
