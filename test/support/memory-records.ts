import { absent, type Observed, present } from "../../src/domain/observed.ts";
import { nothingRecorded, type NewRecord, type Records } from "../../src/domain/records.ts";
import type { Release } from "../../src/domain/release.ts";

/** Records of nothing, which remember what was written; for tests of what only writes. */
export class MemoryRecords implements Records {
  readonly written: NewRecord[] = [];
  readonly releases: Release[] = [];
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
}
