import { z } from "zod";

/** What GitHub has to say of a commit and its branch before an environment follows it. */
export interface GitHubRequirements {
  readonly protectedBranch: boolean;
  readonly verifiedSignature: boolean;
}

/** `source.require`: what a commit must have before an environment follows it. */
export const requireSchema = z
  .strictObject({
    protectedBranch: z
      .boolean()
      .optional()
      .describe(
        "With `source.github`: the branch must be protected, by branch protection or by a ruleset that limits how it changes.",
      ),
    verifiedSignature: z
      .boolean()
      .optional()
      .describe(
        "With `source.github`: GitHub must call the commit's signature verified. That says who made the commit, not that they may: use it together with `protectedBranch`.",
      ),
    allowedSigners: z
      .array(
        z
          .string()
          .regex(
            signerPattern(),
            "must be one line of ssh-keygen's allowed signers, such as `dev@acme.example ssh-ed25519 AAAAC3Nza…`",
          ),
      )
      .min(1)
      .optional()
      .describe(
        "With `source.git`: the commit must be signed by one of these SSH keys. Lines as in the file of ssh-keygen(1) under ALLOWED SIGNERS; public keys, nothing secret.",
      )
      .meta({ examples: [["dev@acme.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI…"]] }),
  })
  .describe("What a commit must have before an environment follows it. Nothing without this key.");

/** The requirements as they are written. */
export type RequireInput = z.output<typeof requireSchema>;

/** Principals, options, the kind of the key and the key, in one line. */
function signerPattern(): RegExp {
  return /^[^\s#]\S* (?:[a-z][^\r\n]* )?(?:sk-)?(?:ssh|ecdsa)-[a-z0-9@.-]+ [A-Za-z0-9+/]+={0,2}(?: [^\r\n]*)?$/;
}

/** The requirements on a repository on GitHub; undefined where nothing is required. */
export function githubRequirementsOf(input: RequireInput | undefined): GitHubRequirements | undefined {
  const { protectedBranch = false, verifiedSignature = false } = input ?? {};
  return protectedBranch || verifiedSignature ? { protectedBranch, verifiedSignature } : undefined;
}
