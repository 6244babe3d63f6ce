import { textOf } from "./fake-aws.ts";
import type { FakeCall, FakeService } from "./fake-aws.ts";
import { AwsFault } from "./fault.ts";
import { childText, parseXml, toXml } from "./xml.ts";

/** A version of an object, or a marker that it was deleted. */
export interface FakeVersion {
  readonly key: string;
  readonly version: string;
  readonly marker?: boolean;
}

/** S3 buckets with versions, listed three to a page. */
export class FakeBuckets {
  readonly buckets = new Map<string, FakeVersion[]>();
  /** Keys that cannot be deleted. */
  readonly locked = new Set<string>();
  /** Runs after each deletion. */
  afterDelete: () => void = () => undefined;

  readonly service: FakeService = (call) => {
    const name = bucketOf(call);
    const versions = this.buckets.get(name);
    if (versions === undefined)
      throw new AwsFault("NoSuchBucket", "The specified bucket does not exist", 404);
    if (call.http.method === "HEAD") return "";
    return call.http.method === "GET" ? listed(versions) : this.#delete(versions, call);
  };

  #delete(versions: FakeVersion[], call: FakeCall): string {
    const errors: object[] = [];
    for (const entry of parseXml(textOf(call.http.body)).children.filter(({ name }) => name === "Object")) {
      const [key, version] = [childText(entry, "Key"), childText(entry, "VersionId")];
      if (this.locked.has(key ?? "")) {
        errors.push({ Key: key, Code: "AccessDenied", Message: "Object is locked" });
        continue;
      }
      const index = versions.findIndex((found) => found.key === key && found.version === version);
      if (index >= 0) versions.splice(index, 1);
    }
    this.afterDelete();
    return `<DeleteResult>${errors.map((error) => toXml("Error", { ...error })).join("")}</DeleteResult>`;
  }
}

function bucketOf(call: FakeCall): string {
  const [first = ""] = call.http.hostname.split(".");
  return first === "s3" ? (call.http.path.split("/")[1] ?? "") : first;
}

function listed(versions: readonly FakeVersion[]): string {
  const page = versions.slice(0, 3);
  const entries = page.map(({ key, version, marker }) =>
    toXml(marker === true ? "DeleteMarker" : "Version", { Key: key, VersionId: version }),
  );
  return `<ListVersionsResult><IsTruncated>${versions.length > 3}</IsTruncated>${entries.join("")}</ListVersionsResult>`;
}
