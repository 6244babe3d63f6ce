import { type CommitSha } from "../../src/domain/revision.ts";
import type { MemorySource } from "../support/memory-source.ts";
import type { Town } from "./founded.ts";
import type { Move } from "./moves.ts";
import {
  type ApplicationName,
  applications,
  type BranchName,
  branches,
  built,
  type BuiltWorkload,
  manifest,
  manifestPath,
  markOf,
  type WorkloadName,
  workloads,
} from "./town.ts";
import type { Witness } from "./witness.ts";

/** The two applications' repositories, and what people do to them. Every head is told to the witness. */
export class Repositories {
  readonly #town: Town;
  readonly #witness: Witness;
  /** Every head that a branch had, the first to the last. */
  readonly #heads = new Map<string, CommitSha[]>();

  constructor(town: Town, witness: Witness) {
    this.#town = town;
    this.#witness = witness;
    for (const application of applications) for (const branch of branches) this.moved(application, branch);
  }

  of(application: ApplicationName): MemorySource {
    return this.#town.sources[application];
  }

  head(application: ApplicationName, branch: BranchName): CommitSha {
    return this.of(application).head(branch);
  }

  /** Commits of others than the product, as moves say. */
  play(move: Extract<Move, { readonly branch: BranchName }>): void {
    const { application, branch } = move;
    switch (move.kind) {
      case "write":
        return this.write(application, branch, move.workload, `m${move.mark}`);
      case "write-secret":
        return this.#commit(application, branch, {
          [manifestPath(move.workload)]: manifest(
            move.workload,
            "secret",
            `  DB_PASSWORD: ${this.newSecret()}\n`,
          ),
        });
      case "change-sources":
        return this.#commit(application, branch, {
          [`${move.workload}/version.txt`]: `version ${move.version}`,
        });
      case "break":
        return this.#commit(application, branch, {
          [manifestPath(move.workload)]: manifest(move.workload, "broken").replace("cpu: 256", "cpu: a lot"),
        });
      case "remove":
        return this.#commit(application, branch, { [manifestPath(move.workload)]: null });
      case "drop-queues":
        return this.#commit(application, branch, {
          [manifestPath("worker")]: manifest("worker", "dropped").replace(/^subscribe:\n(?: .*\n)+/m, ""),
        });
      case "force-push":
        return this.#forcePush(application, branch, move.back, move.mark);
      case "push-images":
        throw new Error("images are no commits");
    }
  }

  write(application: ApplicationName, branch: BranchName, workload: WorkloadName, mark: string): void {
    this.#commit(application, branch, { [manifestPath(workload)]: manifest(workload, mark) });
  }

  /** A commit after which everything is well: manifests that are not are written anew. */
  mend(application: ApplicationName, branch: BranchName): void {
    const source = this.of(application);
    const head = source.head(branch);
    const ill = built.filter((workload) => {
      const text = source.textAt(head, manifestPath(workload));
      return text === undefined || !/^(?:m\d)?$/.test(markOf(text));
    });
    if (ill.length === 0) return;
    const changes = ill.map((workload) => [manifestPath(workload), manifest(workload, "settled")]);
    this.#commit(application, branch, Object.fromEntries(changes) as Record<string, string>);
  }

  merge(application: ApplicationName): void {
    const source = this.of(application);
    source.merge("release", source.head("develop"));
    this.moved(application, "release");
  }

  /** The commit whose image a build of the branch's head would make for a workload. */
  async imageCommit(
    application: ApplicationName,
    branch: BranchName,
    workload: BuiltWorkload,
  ): Promise<CommitSha | undefined> {
    const source = this.of(application);
    return (await source.sinceLastTouch(source.head(branch), [workload])).at(-1);
  }

  /** A value that looks like nothing else, so that it is found wherever it is said. */
  newSecret(): string {
    const value = `S${this.#town.world.random.hex(20)}x9`;
    this.#witness.write({ kind: "secret", value });
    return value;
  }

  #commit(
    application: ApplicationName,
    branch: BranchName,
    changes: Readonly<Record<string, string | null>>,
  ): void {
    this.of(application).commit(branch, changes);
    this.moved(application, branch);
  }

  #forcePush(application: ApplicationName, branch: BranchName, back: number, mark: number): void {
    const heads = this.#heads.get(`${application} ${branch}`) ?? [];
    const to = heads.at(-1 - back) ?? heads[0];
    if (to === undefined) return;
    this.of(application).setBranch(branch, to);
    this.write(application, branch, "api", `m${mark}`);
  }

  moved(application: ApplicationName, branch: BranchName): void {
    const source = this.of(application);
    const commit = source.head(branch);
    const key = `${application} ${branch}`;
    this.#heads.set(key, [...(this.#heads.get(key) ?? []), commit]);
    const marks = workloads.flatMap((workload) => {
      const text = source.textAt(commit, manifestPath(workload));
      return text === undefined ? [] : [[workload, markOf(text)] as const];
    });
    this.#witness.write({
      kind: "head-moved",
      application,
      branch,
      commit,
      marks: Object.fromEntries(marks),
    });
  }
}
