import { onErrand } from "../aws/errands.ts";
import type { Tell } from "../domain/happening.ts";
import type { Fence } from "../domain/lease.ts";
import type { Member } from "../reconcile/reconcile.ts";

/**
 * What an application is looked at and changed with, behind a fence: no request that changes something leaves once the fence is shut.
 * People's decisions do not pass here: they may be written beside a task that changes things.
 */
export function fenced(
  { eyes, hands }: Pick<Member, "eyes" | "hands">,
  fence: Fence | undefined,
  tell: Tell = hands.tell,
): Pick<Member, "eyes" | "hands"> {
  if (fence === undefined) return { eyes, hands: { ...hands, tell } };
  const { builds, jobs } = eyes;
  return {
    eyes: {
      ...eyes,
      ...(builds === undefined ? {} : { builds: onErrand(builds, { fence }) }),
      ...(jobs === undefined ? {} : { jobs: onErrand(jobs, { fence }) }),
    },
    hands: {
      ...hands,
      tell,
      writer: onErrand(hands.writer, { fence }),
      remover: onErrand(hands.remover, { fence }),
      registry: onErrand(hands.registry, { fence }),
      records: onErrand(hands.records, { fence }),
    },
  };
}
