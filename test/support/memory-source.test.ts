import { describeSource } from "../git/source-contract.ts";
import { MemorySource } from "./memory-source.ts";

describeSource("a repository in memory", async () => {
  const source = new MemorySource();
  return {
    source,
    commit: async (branch, changes, parents) => source.commit(branch, changes, parents),
    setBranch: async (branch, commit) => source.setBranch(branch, commit),
    deleteBranch: async (branch) => source.deleteBranch(branch),
    [Symbol.asyncDispose]: async () => {},
  };
});
