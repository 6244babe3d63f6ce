import { writeFile } from "node:fs/promises";
import path from "node:path";
import { makeGitSource } from "../../src/git/git-source.ts";
import { GitHttpServer } from "../support/git-http-server.ts";
import { GitRepository } from "../support/git-repository.ts";
import { makeCacheFolder } from "./git-source-fixture.ts";
import { describeSource } from "./source-contract.ts";
import type { SourceFixture } from "./contract/fixture.ts";

describeSource("the Git source on a local path", async () => {
  const resources = new AsyncDisposableStack();
  const repository = resources.use(await GitRepository.create());
  return fixtureOf({ repository, url: repository.folder, resources });
});

describeSource("the Git source over smart HTTP", async () => {
  const resources = new AsyncDisposableStack();
  const repository = resources.use(await GitRepository.create());
  const server = resources.use(await GitHttpServer.start({ folder: repository.folder }));
  return fixtureOf({ repository, url: server.url, resources });
});

describeSource("the Git source on a server that does not support partial fetches", async () => {
  const resources = new AsyncDisposableStack();
  const repository = resources.use(await GitRepository.create());
  const server = resources.use(await GitHttpServer.start({ folder: repository.folder, filters: "refused" }));
  return fixtureOf({ repository, url: server.url, resources });
});

describeSource(
  "the Git source on a server of the oldest protocol, which hands out branch heads only",
  async () => {
    const resources = new AsyncDisposableStack();
    const repository = resources.use(await GitRepository.create());
    const server = resources.use(
      await GitHttpServer.start({ folder: repository.folder, protocol: "oldest" }),
    );
    return fixtureOf({ repository, url: server.url, resources });
  },
);

describeSource("the Git source with a git that cannot fetch again", async () => {
  const resources = new AsyncDisposableStack();
  const repository = resources.use(await GitRepository.create());
  const server = resources.use(await GitHttpServer.start({ folder: repository.folder }));
  const programs = resources.use(await makeCacheFolder());
  const refusal = "error: unknown option `refetch'";
  const program = `#!/bin/sh
for arg; do if [ "$arg" = --refetch ]; then printf '%s\\n' "${refusal.replace("`", "\\`")}" >&2; exit 129; fi; done
PATH='${process.env["PATH"] ?? ""}' exec git "$@"
`;
  await writeFile(path.join(programs.folder, "git"), program, { mode: 0o755 });
  const search = `${programs.folder}${path.delimiter}${process.env["PATH"] ?? ""}`;
  return fixtureOf({ repository, url: server.url, resources, path: search });
});

async function fixtureOf(inputs: {
  readonly repository: GitRepository;
  readonly url: string;
  readonly resources: AsyncDisposableStack;
  readonly path?: string;
}): Promise<SourceFixture> {
  const { repository, url, resources } = inputs;
  const cache = resources.use(await makeCacheFolder());
  return {
    source: makeGitSource({
      url,
      cacheFolder: cache.folder,
      environment: { ...process.env, ...(inputs.path === undefined ? {} : { PATH: inputs.path }) },
    }),
    commit: async (branch, changes, parents) => repository.commit(branch, changes, parents),
    setBranch: async (branch, commit) => repository.setBranch(branch, commit),
    deleteBranch: async (branch) => repository.deleteBranch(branch),
    [Symbol.asyncDispose]: async () => resources.disposeAsync(),
  };
}
