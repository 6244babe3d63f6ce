import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { environmentFolder, pythonProgram } from "./python-tools.ts";

/**
 * Makes the virtual environment that tests of `npm run test:all` find their Python programs in. Packages come in exactly
 * the versions and with the hashes of requirements.txt. Does nothing when that is what is there already.
 */
const requirements = path.join(import.meta.dirname, "requirements.txt");
const stamp = path.join(environmentFolder, "installed");
const python = process.env["AUTOLAND_PYTHON"] ?? "python3";

const version = run(
  python,
  ["-c", "import platform, sys; print(sys.executable, platform.python_version())"],
  {
    ifNot: `the tests of npm run test:all need Python 3.10 or newer as ${python}: install python3 and python3-venv, or name another in AUTOLAND_PYTHON`,
  },
);
const wanted = createHash("sha256").update(version).update(readFileSync(requirements)).digest("hex");

if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) {
  process.stderr.write(`${environmentFolder} is as requirements.txt asks\n`);
} else {
  // A half-made environment is not worth mending.
  rmSync(environmentFolder, { recursive: true, force: true });
  mkdirSync(environmentFolder, { recursive: true });
  run(python, ["-m", "venv", environmentFolder], {
    ifNot: "python3 could not make a virtual environment: on Debian, install python3-venv",
  });
  const options = ["--require-hashes", "--only-binary", ":all:", "--disable-pip-version-check", "--no-input"];
  run(pythonProgram("python"), ["-m", "pip", "install", "--quiet", ...options, "-r", requirements], {
    ifNot: "pip could not install test/python/requirements.txt: see its message above",
  });
  writeFileSync(stamp, wanted);
  process.stderr.write(`${environmentFolder} holds what requirements.txt asks for\n`);
}

function run(program: string, options: readonly string[], { ifNot }: { readonly ifNot: string }): string {
  const result = spawnSync(program, options, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  if (result.status === 0) return result.stdout;
  process.stderr.write(`${ifNot}\n`);
  process.exit(1);
}
