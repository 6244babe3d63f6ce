import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { writeFigures } from "./figures.ts";
import { fleetOf } from "./fleet-application.ts";
import { serveFleet } from "./fleet-bench.ts";
import { fleetConfig } from "./fleet-config.ts";
import { inImage } from "./in-image.ts";
import { startLimited } from "./memory-limit.ts";

/**
 * Whether one task of `--limit` MiB holds `--targets`: `autoland run` as in the image, with real Git repositories, its page and its watch of
 * what is live, before a simulated AWS that is another process, under a limit of memory that the system keeps. From a cold start until
 * every application was looked at `--rounds` times and is in sync; a run that takes more, or longer than `--seconds`, fails.
 */
const {
  targets: given = "10000",
  limit = "512",
  rounds: asked = "2",
  seconds = "2400",
} = parseArgs({
  options: {
    targets: { type: "string" },
    limit: { type: "string" },
    rounds: { type: "string" },
    seconds: { type: "string" },
    json: { type: "boolean" },
  },
}).values;
const targets = Number(given);
const rounds = Number(asked);
const mebibytes = Number(limit);
const root = path.join(import.meta.dirname, "../..");
/** How the image starts it. */
const entry = ["--import", "./src/check-node.mjs", "--import", "./src/keep-compiled.mjs", "src/main.ts"];

const folder = await mkdtemp(path.join(os.tmpdir(), "autoland-memory-"));
try {
  await bench();
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function bench(): Promise<void> {
  const fleet = fleetOf(targets);
  const repositories = path.join(folder, "repositories");
  const cacheFolder = path.join(folder, "cache");
  await mkdir(cacheFolder, { recursive: true });
  const config = path.join(folder, "autoland.yml");
  await writeFile(config, fleetConfig(fleet, repositories));
  const aws = await serveFleet(targets, repositories);
  const { child, by, watch, ended } = startLimited({
    command: [process.execPath, ...inImage.flags, ...entry, "run", "--config", config, "--port", "0"],
    mebibytes,
    folder: root,
    environment: {
      PATH: process.env["PATH"],
      HOME: cacheFolder,
      TMPDIR: cacheFolder,
      AUTOLAND_CACHE: cacheFolder,
      AWS_ENDPOINT_URL: aws.url,
      AWS_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: aws.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: aws.credentials.secretAccessKey,
      ...inImage.environment,
    },
  });
  let errors = "";
  let page = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(-20_000);
    page ||= /http:\/\/127\.0\.0\.1:\d+/.exec(errors)?.[0] ?? "";
  });
  child.stdout?.resume();
  const begun = performance.now();
  let first: number | undefined;
  let told = 0;
  const watched = (async () => {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const passed = (performance.now() - begun) / 1000;
      if (passed > Number(seconds))
        throw new Error(`not done after ${seconds} s: ${JSON.stringify(await progress(page, rounds))}`);
      const { once, done, inSync } = await progress(page, rounds);
      if (passed - told >= 30) {
        told = passed;
        process.stderr.write(
          `bench: after ${Math.round(passed)} s ${once} of ${fleet.length} applications were looked at, ${done} of them ${rounds} times; ${inSync} of ${targets} targets in sync, ${Math.round(watch.peak())} MiB\n`,
        );
      }
      if (once === fleet.length) first ??= watch.cpuSeconds();
      if (done === fleet.length && inSync === targets) return passed;
    }
  })();
  const outcome = await Promise.race([watched, ended]);
  if (typeof outcome !== "number") {
    aws.stop();
    const why = outcome.tookTooMuch
      ? `its processes had ${Math.round(outcome.peak)} MiB resident (${outcome.shares.join("; ")})`
      : `it ended with ${outcome.signal ?? outcome.code}, ${Math.round(outcome.peak)} MiB at most`;
    throw new Error(
      `${targets} targets do not fit in ${mebibytes} MiB (limited by ${by}): ${why}\n${errors.slice(-2000)}`,
    );
  }
  const cpu = watch.cpuSeconds();
  const peak = watch.peak();
  child.kill("SIGKILL");
  await ended;
  aws.stop();
  process.stderr.write(
    `bench: memory was limited by ${by}\nbench: at the peak ${watch.shares().join("; ")}\n`,
  );
  writeFigures({
    figures: {
      targets,
      applications: fleet.length,
      "limit MiB": mebibytes,
      "peak MiB of the process tree": peak,
      "CPU s until all were looked at": first ?? cpu,
      [`CPU s until all were looked at ${rounds} times`]: cpu,
      "wall s": outcome,
    },
  });
}

/** How many applications were looked at once and so many times, and how many targets the last looks found in sync. */
async function progress(
  page: string,
  times: number,
): Promise<{ readonly once: number; readonly done: number; readonly inSync: number }> {
  const text = page === "" ? "" : await metrics(page);
  const looks = new Map<string, number>();
  for (const [, name = "", count = "0"] of text.matchAll(
    /^autoland_syncs_total\{application="(.*?)",result="in-sync"\} (\d+)$/gm,
  ))
    looks.set(name, (looks.get(name) ?? 0) + Number(count));
  const inSync = [...text.matchAll(/^autoland_targets\{.*state="in-sync".*\} (\d+)$/gm)];
  return {
    once: [...looks.values()].filter((count) => count >= 1).length,
    done: [...looks.values()].filter((count) => count >= times).length,
    inSync: inSync.reduce((sum, [, count]) => sum + Number(count), 0),
  };
}

async function metrics(page: string): Promise<string> {
  try {
    return await (await fetch(`${page}/metrics`)).text();
  } catch {
    return "";
  }
}
