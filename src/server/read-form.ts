import { z } from "zod";
import type { Act } from "./acts.ts";

/** The forms of an environment's page. */
export const formKinds = ["approve", "suspend", "resume", "rollback"] as const;

/** What a form asks for, or what is wrong with it. */
export type FormReading =
  | { readonly kind: "act"; readonly act: Act }
  | { readonly kind: "invalid"; readonly message: string };

const reason = z
  .string("a reason is needed")
  .trim()
  .min(1, "a reason is needed")
  .max(400, "a reason has at most 400 characters");
const approval = z.object({
  plan: z.string("that is no plan").regex(/^[0-9a-f]{12,64}$/, "that is no plan"),
});
const suspension = z.object({
  reason,
  hours: z
    .string()
    .regex(/^\d{0,4}$/, "hours are a whole number")
    .default(""),
});
const wayBack = z.object({
  commit: z.string("that is no commit").regex(/^[0-9a-f]{7,64}$/, "that is no commit"),
  reason,
});

/** Reads what a form of an environment's page sent. */
export function readForm(
  kind: (typeof formKinds)[number],
  place: Pick<Act, "application" | "environment">,
  body: unknown,
): FormReading {
  switch (kind) {
    case "approve":
      return read(approval, body, ({ plan }) => ({ kind, ...place, plan }));
    case "suspend":
      return read(suspension, body, ({ hours, reason: why }) => ({
        kind,
        ...place,
        reason: why,
        ...(hours === "" ? {} : { hours: Number(hours) }),
      }));
    case "resume":
      return { kind: "act", act: { kind, ...place } };
    case "rollback":
      return read(wayBack, body, (sent) => ({ kind, ...place, ...sent }));
  }
}

function read<Form extends z.ZodType>(
  form: Form,
  body: unknown,
  toAct: (sent: z.output<Form>) => Act,
): FormReading {
  const sent = form.safeParse(body);
  if (sent.success) return { kind: "act", act: toAct(sent.data) };
  return { kind: "invalid", message: sent.error.issues.map((issue) => issue.message).join("; ") };
}
