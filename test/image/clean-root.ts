import { execFile, spawn, type ChildProcess } from "node:child_process";
import { access, cp, mkdir, readdir, readFile, rm, rmdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { assignment, assignments, type Dockerfile, execForm, type Stage } from "./read-dockerfile.ts";

const run = promisify(execFile);
const project = fileURLToPath(new URL("../..", import.meta.url));

/** What an image says of how it is run. */
export interface Image {
  readonly root: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly user: string;
  readonly volumes: readonly string[];
  readonly command: readonly string[];
  readonly health: readonly string[];
}

/**
 * Makes what the base image is made of, in a folder: Debian's smallest root by mmdebstrap, Node and npm below /usr/local as the official image
 * has them (here those that run this), and the user `node`.
 */
export async function makeBase(root: string): Promise<void> {
  const mirror = "http://deb.debian.org/debian";
  await run("mmdebstrap", ["--mode=root", "--variant=minbase", "--quiet", "bookworm", root, mirror]);
  const npm = path.dirname(path.dirname((await run("npm", ["root", "--global"])).stdout.trim()));
  await cp(process.execPath, `${root}/usr/local/bin/node`);
  await cp(`${npm}/lib/node_modules/npm`, `${root}/usr/local/lib/node_modules/npm`, { recursive: true });
  await run("ln", ["-s", "../lib/node_modules/npm/bin/npm-cli.js", `${root}/usr/local/bin/npm`]);
  await run("chroot", [root, "useradd", "--create-home", "--uid", "1000", "--shell", "/bin/sh", "node"]);
}

/** Executes a Dockerfile's stages over copies of the base, and answers the last one. `given` are build arguments. */
export async function build(
  file: Dockerfile,
  { folder, base, given }: { folder: string; base: string; given: Readonly<Record<string, string>> },
): Promise<Image> {
  const roots = new Map<string, string>();
  let image: Image | undefined;
  for (const [index, stage] of file.stages.entries()) {
    const root = path.join(folder, `stage-${index}`);
    await mkdir(folder, { recursive: true });
    await run("cp", ["--archive", base, root]);
    image = await buildStage(stage, root, roots, given);
    roots.set(stage.as ?? String(index), root);
  }
  if (image === undefined) throw new Error("the Dockerfile has no stage");
  return image;
}

async function buildStage(
  stage: Stage,
  root: string,
  roots: ReadonlyMap<string, string>,
  given: Readonly<Record<string, string>>,
): Promise<Image> {
  const environment: Record<string, string> = {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  };
  const built: Record<string, string> = {};
  let [folder, user] = ["/", "root"];
  const volumes: string[] = [];
  const words = {
    entry: [] as readonly string[],
    command: [] as readonly string[],
    health: [] as readonly string[],
  };
  for (const { name, text } of stage.instructions) {
    switch (name) {
      case "ARG": {
        const [argument, value] = assignment(text);
        built[argument] = given[argument] ?? value;
        break;
      }
      case "ENV":
        Object.assign(environment, Object.fromEntries(assignments(text)));
        break;
      case "WORKDIR":
        folder = text;
        await mkdir(path.join(root, folder), { recursive: true });
        break;
      case "USER":
        user = text;
        break;
      case "VOLUME":
        volumes.push(...(execForm(text) ?? []));
        break;
      case "COPY":
        await copy(text, root, folder, roots);
        break;
      case "RUN":
        await runIn(root, folder, text, { ...environment, ...built });
        break;
      case "ENTRYPOINT":
        words.entry = execForm(text) ?? [];
        break;
      case "CMD":
        words.command = execForm(text) ?? [];
        break;
      case "HEALTHCHECK":
        words.health = execForm(text.slice(text.indexOf("CMD ") + 4)) ?? [];
        break;
      default:
        break;
    }
  }
  const { entry, command, health } = words;
  return { root, environment, folder, user, volumes, command: [...entry, ...command], health };
}

async function copy(
  text: string,
  root: string,
  folder: string,
  roots: ReadonlyMap<string, string>,
): Promise<void> {
  const parts = text.split(" ");
  const stage = /^--from=(.+)$/.exec(parts[0] ?? "")?.[1];
  const from = stage === undefined ? project : roots.get(stage);
  if (from === undefined) throw new Error(`COPY from ${stage}, which is no stage`);
  const sources = parts.slice(stage === undefined ? 0 : 1, -1);
  const target = path.resolve(root, `.${folder}`, parts.at(-1) ?? "");
  for (const source of sources) {
    const isFolderTarget = sources.length > 1 || parts.at(-1)?.endsWith("/") === true;
    const to = isFolderTarget ? path.join(target, path.basename(source)) : target;
    await run("cp", ["--archive", "--no-target-directory", path.join(from, source), to]);
    if (stage === undefined) await run("chown", ["--recursive", "root:root", to]);
  }
}

/** One RUN line as root in the stage's root, with the network, /proc and /dev; the registry's settings of this machine are the engine's. */
async function runIn(
  root: string,
  folder: string,
  line: string,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  await cp("/etc/resolv.conf", `${root}/etc/resolv.conf`);
  const authorities = process.env["NODE_EXTRA_CA_CERTS"];
  if (authorities !== undefined) await cp(authorities, `${root}/run/authorities.pem`, { dereference: true });
  const { stdout: registry } = await run("npm", ["config", "get", "registry"]);
  const engine = {
    DEBIAN_FRONTEND: "noninteractive",
    npm_config_registry: registry.trim(),
    ...(authorities === undefined ? {} : { NODE_EXTRA_CA_CERTS: "/run/authorities.pem" }),
  };
  const script = `mount --bind /dev "$1/dev" && mount -t proc proc "$1/proc" && exec chroot "$1" /bin/sh -c 'cd "$0" && eval "$1"' "$2" "$3"`;
  const words = ["--mount", "--pid", "--fork", "sh", "-c", script, "sh", root, folder, line];
  try {
    await run("unshare", words, { env: { ...environment, ...engine }, maxBuffer: 64 << 20 });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`RUN ${line}\n${stdout ?? ""}\n${stderr ?? String(error)}`, { cause: error });
  } finally {
    await rm(`${root}/run/authorities.pem`, { force: true });
  }
}

/** A container that runs. */
export interface Container {
  /** The first process of it, as this machine numbers it. */
  readonly pid: number;
  readonly output: () => string;
  /** Seconds of processor time that it has used, its ended children included. */
  readonly processorSeconds: () => Promise<number>;
  readonly ended: Promise<number | null>;
  /** Runs the image's health check inside; true when it is healthy. */
  readonly isHealthy: () => Promise<boolean>;
  readonly kill: (signal: NodeJS.Signals) => void;
}

/** Starts an image as Fargate would with `readonlyRootFilesystem`: nothing is written but in its volumes, as its own user, the first process. */
export async function start(image: Image, more: Readonly<Record<string, string>>): Promise<Container> {
  const { root, folder, user, volumes } = image;
  const ids = (await readFile(`${root}/etc/passwd`, "utf8"))
    .split("\n")
    .map((line) => line.split(":"))
    .find(([name]) => name === user);
  const owner = `${ids?.[2] ?? ""}:${ids?.[3] ?? ""}`;
  const mounts = volumes.map(
    (volume) => `mount -t tmpfs -o uid=${ids?.[2]},gid=${ids?.[3]},mode=755 tmpfs "$R${volume}"`,
  );
  const script = [
    `mount --bind "$R" "$R"`,
    `mount --bind /dev "$R/dev"`,
    `mount -t proc proc "$R/proc"`,
    ...mounts,
    `mount -o remount,bind,ro "$R"`,
    `exec chroot --userspec=${owner} "$R" /usr/bin/env -C ${folder} --unset=R "$@"`,
  ].join(" && ");
  const child: ChildProcess = spawn(
    "unshare",
    ["--mount", "--pid", "--fork", "--kill-child", "sh", "-c", script, "sh", ...image.command],
    { env: { ...image.environment, ...more, R: root }, stdio: ["ignore", "pipe", "pipe"] },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => (output += text));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const pid = await firstProcess(child.pid ?? 0);
  return {
    pid,
    ended,
    output: () => output,
    processorSeconds: async () => {
      const [, words = ""] = /\) (.*)$/.exec((await readFile(`/proc/${pid}/stat`, "utf8")).trim()) ?? [];
      // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: utime, stime, cutime and cstime, in hundredths.
      return (
        words
          .split(" ")
          .slice(11, 15)
          .map(Number)
          .reduce((sum, ticks) => sum + ticks, 0) / 100
      );
    },
    kill: (signal) => void process.kill(pid, signal),
    isHealthy: () =>
      run(
        "nsenter",
        [
          "--target",
          String(pid),
          "--mount",
          "--pid",
          "--root",
          "--wd",
          "/usr/bin/env",
          "-C",
          folder,
          ...image.health,
        ],
        { env: image.environment },
      ).then(
        () => true,
        () => false,
      ),
  };
}

async function firstProcess(parent: number): Promise<number> {
  for (let tries = 0; tries < 500; tries++) {
    const children = await readFile(`/proc/${parent}/task/${parent}/children`, "utf8").catch(() => "");
    const pid = Number(children.trim().split(" ")[0]);
    if (pid > 0) return pid;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("the container did not start");
}

/**
 * Holds a container to a quarter of a processor, as Fargate's smallest size has it, where this machine's control groups can be written; answers what
 * lets go of it once the container has ended, undefined where that cannot be done.
 */
export async function holdToAQuarter({
  pid,
}: Pick<Container, "pid">): Promise<(() => Promise<void>) | undefined> {
  const name = `autoland-image-${pid}`;
  const [first, second] = [`/sys/fs/cgroup/cpu/${name}`, `/sys/fs/cgroup/${name}`];
  const ways = [
    {
      group: first,
      limits: [
        ["cpu.cfs_period_us", "100000"],
        ["cpu.cfs_quota_us", "25000"],
      ],
    },
    { group: second, limits: [["cpu.max", "25000 100000"]] },
  ] as const;
  for (const { group, limits } of ways) {
    try {
      if (group === first) await access("/sys/fs/cgroup/cpu/cpu.cfs_quota_us");
      else await access("/sys/fs/cgroup/cgroup.controllers");
      await mkdir(group);
      for (const [file, limit] of limits) await writeFile(`${group}/${file}`, limit);
      await writeFile(`${group}/cgroup.procs`, String(pid));
      return () => rmdir(group);
    } catch {
      await rmdir(group).catch(() => undefined);
    }
  }
  return undefined;
}

/**
 * Every entry below a root by its path: kind, mode, owner, size, target, time, and the checksum of what it holds. Times after `epoch` (seconds) are
 * it, as BuildKit writes them with `rewrite-timestamp`.
 */
export async function entriesOf(root: string, epoch: number): Promise<ReadonlyMap<string, string>> {
  const more = { cwd: root, maxBuffer: 256 << 20 };
  const found = await run("find", [".", "-xdev", "-printf", "%P\\t%y %m %U:%G %l\\t%s\\t%T@\\n"], more);
  const sums = await run("sh", ["-c", "find . -xdev -type f -print0 | xargs -0 sha256sum"], more);
  const sumOf = new Map(
    sums.stdout.split("\n").map((line): [string, string] => [line.slice(68), line.slice(0, 64)]),
  );
  return new Map(
    found.stdout
      .trimEnd()
      .split("\n")
      .map((line): [string, string] => {
        const [name = "", what = "", size = "", time = ""] = line.split("\t");
        // A folder's size says how its file system keeps it.
        const bytes = what.startsWith("d") ? "" : size;
        const written = Math.min(epoch, Math.floor(Number(time)));
        return [name, `${what} ${bytes} ${written} ${sumOf.get(name) ?? ""}`];
      }),
  );
}

/** The size of a folder in MiB. */
export async function sizeOf(folder: string): Promise<number> {
  const { stdout } = await run("du", ["--summarize", "--block-size=1M", "--one-file-system", folder]);
  return Number(stdout.split("\t")[0]);
}

/** Files of a folder, for a look at what was installed. */
export function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder);
}
