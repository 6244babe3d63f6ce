// Loaded with `node --import` before any TypeScript: Node keeps what it compiled, which halves the start of every later command.
// Beside the copies of repositories and not in the system's folder for temporary files, where others could put code for us to run.
// A folder that cannot be written is no fault: Node then compiles as it always did.
import { enableCompileCache } from "node:module";
import os from "node:os";
import path from "node:path";

enableCompileCache(
  path.join(process.env.AUTOLAND_CACHE ?? path.join(os.homedir(), ".cache", "autoland"), "compiled"),
);
