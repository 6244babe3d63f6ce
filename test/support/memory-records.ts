import { absent, type Observed, present } from "../../src/domain/observed.ts";
import { nothingRecorded, type NewRecord, type Records, type ReleaseName } from "../../src/domain/records.ts";
import type { Messages, RecentRelease, Release } from "../../src/domain/release.ts";
import { commitSha } from "../../src/domain/revision.ts";

/** Records of nothing, which remember what was written; for tests of what only writes. */
export class MemoryRecords implements Records {
  readonly written: NewRecord[] = [];
  readonly releases: Release[] = [];
  /** What was said about releases, by environment and commit. */
  readonly messages = new Map<string, Messages>();
  /** Thrown by the next writes. */
  failure: Error | undefined;

  async read(): Promise<Observed<typeof nothingRecorded>> {
    return present(nothingRecorded);
  }

  async record(_application: string, record: NewRecord): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    this.written.push(record);
  }

  async forget(): Promise<void> {}

  async readRelease(): Promise<Observed<Release>> {
    return absent;
  }

  async recordRelease(_application: string, release: Release): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    this.releases.push(release);
  }

  async listReleases(): Promise<Observed<readonly Release["commit"][]>> {
    return present(this.releases.map((release) => release.commit));
  }

  async recordMessages({ environment, commit }: ReleaseName, messages: Messages): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    this.messages.set(`${environment}/${commit}`, messages);
  }

  async recentReleases(
    _application: string,
    environment: string,
  ): Promise<Observed<readonly RecentRelease[]>> {
    const ofReleases = this.releases
      .filter((release) => release.environment === environment)
      .map(({ commit, ...release }) => ({
        environment,
        commit,
        release,
        messages: this.messages.get(`${environment}/${commit}`) ?? {},
      }));
    const known = new Set<string>(ofReleases.map(({ commit }) => commit));
    const others = [...this.messages]
      .map(([key, messages]) => ({ parts: key.split("/"), messages }))
      .filter(({ parts: [of, commit = ""] }) => of === environment && !known.has(commit))
      .map(({ parts: [, commit = ""], messages }) => ({ environment, commit: commitSha(commit), messages }));
    return present([...ofReleases, ...others]);
  }
}
