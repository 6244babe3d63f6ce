/** What Node is started with in the image (Dockerfile): it decides how much memory garbage may take. */
export const inImage = {
  flags: [
    "--max-semi-space-size=2",
    "--heap-growing-percent=10",
    "--no-incremental-marking",
    "--single-threaded-gc",
  ],
  environment: {
    MALLOC_ARENA_MAX: "1",
    MALLOC_MMAP_THRESHOLD_: "32768",
    MALLOC_TRIM_THRESHOLD_: "65536",
  },
} as const;
