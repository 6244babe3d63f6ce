import { ListObjectsV2Command, type ListObjectsV2CommandOutput } from "@aws-sdk/client-s3";
import { failureOf, ReconcileError } from "../domain/failure.ts";
import { absent, type Observed, present, unreadable } from "../domain/observed.ts";
import type { AssetPrefix, StoredAsset } from "../domain/stored-assets.ts";
import { abortable } from "./abortable.ts";
import type { Session, Sessions } from "./sessions.ts";
import { codeOf, translateAwsError } from "./translate-error.ts";

/** Far above what a site's mapping can list; a prefix with more in it is not that of a build. */
const most = 100_000;

/**
 * Lists what a build has put below a prefix, as the process itself, page by page. The consoles' folder markers are no files.
 * Needs `s3:ListBucket` on the bucket, which may be another account's.
 */
export async function listAssets(
  sessions: Sessions,
  place: AssetPrefix,
  signal?: AbortSignal,
): Promise<Observed<readonly StoredAsset[]>> {
  const { bucket, prefix, region } = place;
  const session = sessions.application(region);
  const found: StoredAsset[] = [];
  try {
    let token: string | undefined;
    do {
      const page = await listPage(session, place, token, signal);
      for (const { Key: key = "", Size: size = 0, ETag: etag = "" } of page.Contents ?? []) {
        if (!key.endsWith("/"))
          found.push({ path: key.slice(prefix.length), size, etag: etag.replaceAll('"', "") });
      }
      if (found.length > most) throw tooMany(place);
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  } catch (error) {
    if (codeOf(error) === "PermanentRedirect") return unreadable(otherRegion(place).failure);
    return unreadable(failureOf(translateAwsError(error, `list s3://${bucket}/${prefix}`)));
  }
  return found.length === 0 ? absent : present(found);
}

function listPage(
  session: Session,
  { bucket, prefix }: AssetPrefix,
  token: string | undefined,
  signal: AbortSignal | undefined,
): Promise<ListObjectsV2CommandOutput> {
  const position = token === undefined ? {} : { ContinuationToken: token };
  return session.s3.send(
    new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ...position }),
    abortable(signal),
  );
}

function tooMany({ bucket, prefix }: AssetPrefix): ReconcileError {
  return new ReconcileError({
    disposition: "stall",
    reason: "TooManyAssets",
    message: `s3://${bucket}/${prefix} has more than ${most} objects`,
    remedy: "Give each commit's build a prefix of its own, with nothing in it but the site.",
  });
}

function otherRegion({ bucket, region }: AssetPrefix): ReconcileError {
  return new ReconcileError({
    disposition: "stall",
    reason: "AssetBucketElsewhere",
    message: `the bucket ${bucket} is not in ${region ?? "the region that Autoland works in"}`,
    remedy: "Write the bucket's region beside it: assets.<workload>.region in the configuration.",
  });
}
