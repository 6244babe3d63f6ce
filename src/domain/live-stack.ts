import type { EnvironmentRoles } from "./cloud.ts";
import type { EnvironmentRecord } from "./copilot-records.ts";
import type { Observed } from "./observed.ts";
import type { StackId, TextMap } from "./stack.ts";

/** A value that a stack was given; what was given as NoEcho is not told by AWS. */
export type GivenParameter = { readonly kind: "value"; readonly value: string } | { readonly kind: "hidden" };

/** A stack exactly as it stands: all that is needed to deploy it again as it is. */
export interface LiveStack {
  readonly id: StackId;
  /** The text, byte by byte. */
  readonly template: string;
  readonly parameters: Readonly<Record<string, GivenParameter>>;
  readonly tags: TextMap;
  readonly capabilities: readonly string[];
  /** The role that CloudFormation works with; absent where it works as whoever asks. */
  readonly roleArn?: string;
  /** Templates of nested stacks by their path of logical ids, for reading. */
  readonly nested: Readonly<Record<string, string>>;
}

/** Reads stacks as they stand. */
export interface LiveStacks {
  read(
    request: {
      readonly record: EnvironmentRecord;
      readonly roles: EnvironmentRoles;
      readonly stack: StackId;
    },
    signal?: AbortSignal,
  ): Promise<Observed<LiveStack>>;
}
