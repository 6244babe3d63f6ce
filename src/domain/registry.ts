import type { ApplicationRecord, ComponentRecord } from "./copilot-records.ts";

/**
 * Copilot's two registers of an application, both in its account: the StackSet, which makes the image repositories, and Parameter
 * Store. Every method may be called twice and after a crash at any point: it goes on from what is there. An operation of somebody else
 * on the StackSet is waited for. Failures are thrown as `ReconcileError`.
 */
export interface Registry {
  /** Enters a workload: its image repository in every region of the StackSet, then its record. */
  register(entry: RegistryEntry, signal?: AbortSignal): Promise<RegistryEnd>;
  /**
   * Takes a workload out of both: its images in every region, its repositories, its record, in this order. What it deletes cannot be
   * brought back.
   */
  forget(
    entry: Omit<RegistryEntry, "component"> & { readonly workload: string },
    signal?: AbortSignal,
  ): Promise<RegistryEnd>;
}

/** A workload as it is entered. */
export interface RegistryEntry {
  readonly application: ApplicationRecord;
  readonly component: ComponentRecord;
}

/** Whether anything had to be done. */
export type RegistryEnd = "changed" | "unchanged";
