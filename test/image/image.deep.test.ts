import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isDeep } from "../support/depth.ts";
import { GitHttpServer } from "../support/git-http-server.ts";
import { serveShop, type ServedShop } from "../end-to-end/served-shop.ts";
import {
  build,
  type Container,
  entriesOf,
  holdToAQuarter,
  type Image,
  makeBase,
  namesIn,
  sizeOf,
  start,
} from "./clean-root.ts";
import { readDockerfile } from "./read-dockerfile.ts";

/** When the source was written, as a build is told: a day in the past, from which Debian's packages are older and what is made now is newer. */
const epoch = Date.parse("2026-11-20T00:00:00Z") / 1000;
/** The most that an image may take on disk, in MiB. */
const ceiling = 450;
/**
 * The most processor time from the start until it is healthy, in seconds: on a quarter of a processor four times as long, and the health check
 * of the image waits for a minute.
 */
const startCeiling = 10;

/**
 * The Dockerfile's own lines, executed in a clean root, and what they make, run as Fargate runs it: a read-only root, not as root, in front
 * of the simulated AWS and a repository over HTTP. `npm run test:all` needs Debian's mmdebstrap and to be root.
 */
describe.skipIf(!isDeep)("the image (npm run test:all; needs mmdebstrap and root)", () => {
  let folder = "";
  let image: Image;
  let again: Image;
  let shop: ServedShop;
  let git: GitHttpServer;

  beforeAll(async () => {
    if (process.getuid?.() !== 0)
      throw new Error("the image's test makes a root file system: run it as root");
    execFileSync("mmdebstrap", ["--version"]);
    folder = await mkdtemp(path.join(os.tmpdir(), "autoland-image-"));
    const base = path.join(folder, "base");
    [shop] = await Promise.all([serveShop("copilot"), makeBase(base)]);
    git = await GitHttpServer.start({ folder: shop.repository.folder });
    // The archive of past days cannot be reached from everywhere; everything else is as it stands.
    const given = { DEBIAN_SNAPSHOT: "", SOURCE_DATE_EPOCH: String(epoch) };
    image = await build(readDockerfile(), { folder, base, given });
    again = await build(readDockerfile(), { folder: path.join(folder, "again"), base, given });
  }, 400_000);
  afterAll(async () => {
    await git?.[Symbol.asyncDispose]();
    await shop?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  test("holds what runs and nothing of what develops, with one time on every file", async () => {
    const packages = await namesIn(path.join(image.root, "app/node_modules"));
    expect(packages).toContain("hono");
    for (const name of ["typescript", "vitest", "esbuild", "node", "oxlint"])
      expect(packages).not.toContain(name);
    for (const gone of ["app/src/simulator", "app/src/demo", "app/test", "usr/local/bin/npm"])
      expect([gone, existsSync(path.join(image.root, gone))]).toEqual([gone, false]);
    for (const file of ["app", "app/package.json", "app/src/main.ts", "app/node_modules/hono/package.json"])
      expect([file, (await stat(path.join(image.root, file))).mtimeMs]).toEqual([file, epoch * 1000]);
  });

  test("is no larger than is stated", async ({ annotate }) => {
    const megabytes = await sizeOf(image.root);
    const own = await sizeOf(path.join(image.root, "app"));
    await annotate(`the image is ${megabytes} MiB on disk, of which /app is ${own} MiB`);
    expect(megabytes).toBeLessThan(ceiling);
  });

  test("built a second time, it is the same: names, modes, owners, times and contents", async () => {
    const [first, second] = await Promise.all([entriesOf(image.root, epoch), entriesOf(again.root, epoch)]);
    const names = [...new Set([...first.keys(), ...second.keys()])];
    const differing = names
      .filter((name) => first.get(name) !== second.get(name))
      .map((name) => [name, first.get(name), second.get(name)]);
    expect(first.size).toBeGreaterThan(5_000);
    expect(differing).toEqual([]);
  });

  test("runs on a read-only root as its own user, gets healthy, looks at the shop, and ends by itself at SIGTERM", async ({
    annotate,
  }) => {
    const config = (await readFile(shop.environment["AUTOLAND_CONFIG"] ?? "", "utf8"))
      .replace(/url: .*/, `url: ${git.url}`)
      .replaceAll("mode: apply", "mode: look");
    const {
      AWS_ENDPOINT_URL = "",
      AWS_REGION = "",
      AWS_ACCESS_KEY_ID = "",
      AWS_SECRET_ACCESS_KEY = "",
    } = shop.environment;
    const container = await start(image, {
      AUTOLAND_CONFIG: "env:CONFIG",
      CONFIG: config,
      AWS_ENDPOINT_URL,
      AWS_REGION,
      AWS_ACCESS_KEY_ID,
      AWS_SECRET_ACCESS_KEY,
    });
    const begun = performance.now();
    const letGo = await holdToAQuarter(container);
    try {
      await waitFor(container, "it is healthy", () => container.isHealthy());
      const [used, seconds] = [await container.processorSeconds(), (performance.now() - begun) / 1000];
      const how = letGo === undefined ? "on what there is" : "on a quarter of a processor";
      await annotate(`healthy after ${used} s of processor time, ${seconds.toFixed(1)} s ${how}`);
      expect(used).toBeLessThan(startCeiling);
      if (letGo !== undefined) expect(seconds).toBeLessThan(60);
      await waitFor(container, "it has looked", async () =>
        fetch("http://127.0.0.1:8080/readyz").then(
          ({ ok }) => ok,
          () => false,
        ),
      );
      const status = await readFile(`/proc/${container.pid}/status`, "utf8");
      expect(/^Uid:\t(.*)$/m.exec(status)?.[1]).toBe("1000\t1000\t1000\t1000");
      expect(/^NSpid:\t.*\t(\d+)$/m.exec(status)?.[1]).toBe("1");
      expect(await readFile(`/proc/${container.pid}/mounts`, "utf8")).toMatch(/ \/ \S+ ro[, ]/);
      const peak = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
      expect(peak).toBeLessThan(512);
      expect(container.output()).not.toMatch(/EROFS|EACCES/);
    } finally {
      container.kill("SIGTERM");
    }
    expect([await container.ended, container.output().includes("autoland stopped")]).toEqual([0, true]);
    await letGo?.();
  }, 200_000);
});

/** Looks twice a second until something is so; a container that ended, or two minutes, end it. */
async function waitFor(container: Container, what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 100_000;
  let code: number | null | undefined;
  void container.ended.then((ended) => (code = ended));
  while (!(await isSo())) {
    if (code !== undefined || performance.now() > deadline)
      throw new Error(`waited in vain until ${what}; exit code ${code}:\n${container.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
