import { createHash } from "node:crypto";
import type { BlobId, TreeEntry } from "../../domain/source.ts";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { selectWorkspaceFiles } from "../../workspace/select-files.ts";
import type { Workspace } from "../../workspace/workspace.ts";

/** The workspace in a repository's files. Throws an Error that names what is wrong: seeds are made of working files. */
export function workspaceIn(files: ReadonlyMap<string, string>): Workspace {
  const encoder = new TextEncoder();
  const blobs = [...files].map(([path, text]) => ({
    path,
    content: encoder.encode(text),
    blob: blobIdOf(text),
  }));
  const entries = blobs.map(({ path, content, blob }): TreeEntry => ({
    kind: "file",
    path,
    blob,
    size: content.length,
    executable: false,
  }));
  const reading = readWorkspace({
    selection: selectWorkspaceFiles(entries),
    contents: new Map(blobs.map(({ blob, content }) => [blob, content])),
  });
  switch (reading.kind) {
    case "read":
      return reading.workspace;
    case "absent":
      throw new Error("nothing to seed: the files hold no copilot/ folder");
    case "invalid":
      throw new Error(`cannot seed: ${reading.findings.map(({ message }) => message).join("; ")}`);
  }
}

function blobIdOf(text: string): BlobId {
  return createHash("sha1").update(text).digest("hex") as BlobId;
}
