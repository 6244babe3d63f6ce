import { GitHttpServer } from "../support/git-http-server.ts";
import { GitRepository } from "../support/git-repository.ts";
import { makeCacheFolder, sourceOn } from "./git-source-fixture.ts";
import { describeSource } from "./source-contract.ts";
import type { SourceFixture } from "./source-contract.ts";

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

async function fixtureOf(inputs: {
  readonly repository: GitRepository;
  readonly url: string;
  readonly resources: AsyncDisposableStack;
}): Promise<SourceFixture> {
  const { repository, url, resources } = inputs;
  const cache = resources.use(await makeCacheFolder());
  return {
    source: sourceOn(url, cache),
    commit: async (branch, changes, parents) => repository.commit(branch, changes, parents),
    setBranch: async (branch, commit) => repository.setBranch(branch, commit),
    deleteBranch: async (branch) => repository.deleteBranch(branch),
    [Symbol.asyncDispose]: async () => resources.disposeAsync(),
  };
}
