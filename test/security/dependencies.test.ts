import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";

interface Lockfile {
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly version?: string;
        readonly integrity?: string;
        readonly dev?: boolean;
        readonly devOptional?: boolean;
        readonly optional?: boolean;
        readonly hasInstallScript?: boolean;
      }
    >
  >;
}

interface Bill {
  readonly bomFormat: string;
  readonly components: readonly {
    readonly name: string;
    readonly group?: string;
    readonly version: string;
    readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  }[];
}

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
};
const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as Lockfile;
const installed = Object.entries(packages).filter(([path]) => path !== "");

test("every dependency is pinned to one version", () => {
  const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version),
  );
  expect(loose).toEqual([]);
});

test("every package of the lockfile has its checksum", () => {
  expect(installed.filter(([, { integrity }]) => !/^sha(?:512|1)-/.test(integrity ?? ""))).toEqual([]);
});

test("nothing that runs has an install script, and who develops lets one run", () => {
  const scripted = installed.filter(([, { hasInstallScript }]) => hasInstallScript === true);
  expect(scripted.filter(([, { dev, optional }]) => dev !== true && optional !== true)).toEqual([]);
  expect(Object.entries(manifest.allowScripts).filter(([, allowed]) => allowed)).toEqual([["node", true]]);
});

test("every dependency of what runs has its reason in the README", () => {
  const readme = readFileSync("README.md", "utf8");
  const unexplained = Object.keys(manifest.dependencies).filter(
    (name) => !name.startsWith("@aws-sdk/client-") && !readme.includes(name.replace(/^@opentelemetry\//, "")),
  );
  expect(unexplained).toEqual([]);
});

// With --omit=dev npm 11 leaves out what both sorts of dependency need, such as zod.
test("the bill of materials has every package that runs, with version and checksum", () => {
  const text = execFileSync(
    "npm",
    ["sbom", "--sbom-format=cyclonedx", "--sbom-type=application", "--package-lock-only"],
    { encoding: "utf8", maxBuffer: 64 << 20 },
  );
  mkdirSync("test-output", { recursive: true });
  writeFileSync("test-output/autoland.cdx.json", text);
  const bill = JSON.parse(text) as Bill;
  expect(bill.bomFormat).toBe("CycloneDX");
  const listed = new Map(
    bill.components.map((part) => [
      `${part.group === undefined ? "" : `${part.group}/`}${part.name}@${part.version}`,
      part.hashes?.length ?? 0,
    ]),
  );
  const running = installed
    .filter(([, { dev, devOptional, optional }]) => dev !== true && devOptional !== true && optional !== true)
    .map(([path, { version }]) => `${path.split("node_modules/").at(-1)}@${version}`);
  expect(running.length).toBeGreaterThan(40);
  expect(running.filter((name) => (listed.get(name) ?? 0) === 0)).toEqual([]);
  for (const [name, version] of Object.entries(manifest.dependencies))
    expect([...listed.keys()]).toContain(`${name}@${version}`);
});
