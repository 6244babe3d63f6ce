/** What Node is started with in the image (Dockerfile): it decides how much memory garbage may take. */
export const inImage = {
  flags: ["--max-semi-space-size=2", "--heap-growing-percent=15"],
  environment: { MALLOC_ARENA_MAX: "1" },
} as const;
