/** Time as a port: everything that waits or asks the hour is handed one. */
export interface Clock {
  now(): Date;
  /** Resolves after so many milliseconds of this clock's time; rejects with the signal's reason when aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}
