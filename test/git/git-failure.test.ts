import { expect, test } from "vitest";
import { gitFailure, isCacheCorrupt } from "../../src/git/git-failure.ts";

test.each([
  [
    "git@github.com: Permission denied (publickey).\nfatal: Could not read from remote repository.",
    "AuthenticationFailed",
    "stall",
  ],
  ["Host key verification failed.\nfatal: Could not read from remote repository.", "HostKeyUnknown", "stall"],
  [
    "ERROR: Repository not found.\nfatal: Could not read from remote repository.",
    "RepositoryNotFound",
    "stall",
  ],
  [
    "remote: Invalid username or token.\nfatal: Authentication failed for 'https://github.com/acme/shop.git/'",
    "AuthenticationFailed",
    "stall",
  ],
  [
    "fatal: could not read Username for 'https://github.com': terminal prompts disabled",
    "AuthenticationFailed",
    "stall",
  ],
  [
    "fatal: unable to access 'https://h/': SSL certificate problem: self-signed certificate",
    "CertificateNotTrusted",
    "stall",
  ],
  ["fatal: unable to access 'https://h/': Could not resolve host: h", "RepositoryUnreachable", "retry"],
  [
    "fatal: unable to access 'https://h/': The requested URL returned error: 502",
    "RepositoryUnreachable",
    "retry",
  ],
  [
    "error: RPC failed; curl 92 HTTP/2 stream 0 was not closed cleanly\nfatal: early EOF",
    "RepositoryUnreachable",
    "retry",
  ],
  [
    "ssh: connect to host h port 22: Connection timed out\nfatal: Could not read from remote repository.",
    "RepositoryUnreachable",
    "retry",
  ],
  ["fatal: remote error: upload-pack: not our ref 1111", "CommitNotFound", "wait"],
  ["error: Server does not allow request for unadvertised object 1111", "CommitNotFound", "wait"],
  ["fatal: write error: No space left on device", "CacheFull", "wait"],
  ["fatal: could not create leading directories: Read-only file system", "CacheNotWritable", "stall"],
  ["fatal: transport 'ftp' not allowed", "InvalidRepositoryUrl", "stall"],
  ["fatal: something that nobody has seen", "GitFailed", "retry"],
  ["", "GitFailed", "retry"],
])("git's %j is %s", (stderr, reason, disposition) => {
  const failure = gitFailure({ repository: "https://h/shop.git", stderr, exitCode: 128 });
  expect(failure).toMatchObject({ reason, disposition });
  expect(failure.message).toContain("https://h/shop.git");
  expect(failure.message.length).toBeLessThan(500);
});

test("a long complaint is cut", () => {
  const failure = gitFailure({ repository: "r", stderr: `fatal: ${"x".repeat(10_000)}`, exitCode: 128 });
  expect(failure.message.length).toBeLessThan(500);
});

test.each([
  ["error: file x.pack is far too short to be a packfile", true],
  ["error: object file objects/ab/cd is empty", true],
  ["fatal: not a git repository: '/tmp/x.git'", true],
  ["fatal: '/srv/x' does not appear to be a git repository", false],
  ["fatal: remote error: upload-pack: not our ref 1111", false],
  ["fatal: Not a valid object name 1111^{commit}", false],
])("%j: the cache is corrupt: %s", (stderr, isCorrupt) => {
  expect(isCacheCorrupt(stderr)).toBe(isCorrupt);
});
