import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { functionsFor } from "./catalog.ts";
import type { FunctionName, FunctionOwner, FunctionSource } from "./catalog.ts";
import { zipArchive } from "../zip/zip-archive.ts";

/** The code of one function, ready to be put into an artifact bucket. */
export interface FunctionBundle {
  readonly zip: Uint8Array;
  /** Of the zip's bytes, in lower-case hexadecimal. */
  readonly sha256: string;
  /** `manual/scripts/custom-resources/<function name in lower case>/<sha256>.zip`. copilot-model.md 3.1. */
  readonly key: string;
}

/**
 * The code of each function that an owner's template may use. The same bytes on every machine and Node version: the
 * scripts were bundled when they were written (`bundles/`, docs/functions.md) and are only packed here. Rejects when a
 * script is missing from the installation.
 */
export async function functionBundles(
  owner: FunctionOwner,
): Promise<ReadonlyMap<FunctionName, FunctionBundle>> {
  const bundles = functionsFor(owner).map(
    async ({ name, source }) => [name, keyed(name, await packed(source))] as const,
  );
  return new Map(await Promise.all(bundles));
}

/** Sha256 of a function's zip, by which its keys end. */
export async function scriptHash(source: FunctionSource): Promise<string> {
  return (await packed(source)).sha256;
}

interface Pack {
  readonly zip: Uint8Array;
  readonly sha256: string;
}

const packs = new Map<FunctionSource, Promise<Pack>>();

function packed(source: FunctionSource): Promise<Pack> {
  const known = packs.get(source);
  if (known !== undefined) return known;
  const pack = packScript(source);
  packs.set(source, pack);
  return pack;
}

async function packScript(source: FunctionSource): Promise<Pack> {
  const script = await readFile(new URL(`bundles/${source}.cjs`, import.meta.url));
  const zip = zipArchive([{ name: "index.js", content: script }]);
  return { zip, sha256: createHash("sha256").update(zip).digest("hex") };
}

function keyed(name: FunctionName, pack: Pack): FunctionBundle {
  return { ...pack, key: `manual/scripts/custom-resources/${name.toLowerCase()}/${pack.sha256}.zip` };
}
