// Loaded with `node --import` before any TypeScript: Node keeps what it compiled and finds it by its content, which halves the start of
// every later command. `npm ci` fills it (`prepare` in package.json), and the image's build does, so that the first one is quick as well.
// Beside the packages and not in the system's folder for temporary files, where others could put code for us to run; Node's own
// NODE_COMPILE_CACHE names another folder. One that cannot be written is no fault: Node then compiles as it always did.
import { enableCompileCache } from "node:module";
import path from "node:path";

enableCompileCache(path.join(import.meta.dirname, "../node_modules/.cache/autoland"));
