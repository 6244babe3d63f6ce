import { type Breach, type Evidence, type Ruled, type Statement } from "./evidence.ts";

/** So long an account has to be silent before anything is expected of the others, in milliseconds. */
const patience = 45 * 60_000;

/** Reasons of an environment that could not be looked at; others, such as a branch that was rewritten, are for people to end. */
const unseen = new Set(["AwsUnavailable", "AwsUnreachable", "CredentialsExpired", "Throttled", "Unreadable"]);

function isUnseen(reason: string): boolean {
  return unseen.has(reason);
}

/** Reasons that a repository has, which is no environment's. */
const ofRepositories = new Set(["RepositoryUnreachable", "RateLimited", "GitFailed", "GitHubFailed"]);

/** A stretch of time in which an account does not answer. */
interface Silence {
  readonly account: string;
  readonly from: number;
  readonly to: number;
}

export const statement7: Statement = {
  number: 7,
  says: "One environment's failure stops no other.",
  breaches: (evidence) => {
    const all = silences(evidence);
    return all.flatMap((silence) => stopped(evidence, silence, all));
  },
};

/** While one account is silent, the environments of others are looked at all the same, by every process that runs all that time. */
function stopped(
  evidence: readonly Evidence[],
  { account, from, to }: Silence,
  others: readonly Silence[],
): readonly Breach[] {
  if (to - from < patience) return [];
  const running = new Map<string, Extract<Evidence, { kind: "started" }>>();
  for (const item of evidence) {
    if (item.at.getTime() >= from && item.kind === "started") continue;
    if (item.kind === "started") running.set(item.process, item);
    if (item.kind === "ended" && item.at.getTime() <= to) running.delete(item.process);
  }
  const seen = new Set(
    evidence.flatMap((item) => {
      const time = item.at.getTime();
      if (item.kind !== "looked" || time < from || time > to) return [];
      return item.environments
        .filter(({ held }) => !held.some(isUnseen))
        .map(({ environment }) => `${item.process} ${item.application}/${environment}`);
    }),
  );
  const all = [...running.values()].flatMap(({ process, rules }) =>
    rules
      .filter((rule) => rule.account !== account && hasHead(evidence, rule, from))
      .filter((rule) => to - from - silentIn(others, rule.account, { from, to }) >= patience)
      .map((rule) => `${process} ${rule.application}/${rule.environment}`),
  );
  return all
    .filter((key) => !seen.has(key) && !isHeldByPeople(evidence, key))
    .filter((key) => !failedElsewhere(evidence, key, { account, from, to }))
    .map((key): Breach => ({
      statement: 7,
      at: new Date(to),
      seen: `${key} was not looked at while account ${account} was silent, for ${Math.round((to - from) / 60_000)} minutes`,
    }));
}

type Attempt = Extract<Evidence, { kind: "looked" | "look-failed" }>;

/**
 * Whether an environment was not looked at for other reasons than the silence: look after look was tried, never longer apart than the
 * patience, and each failed at the repository or for another account. A pass that waits for the silent account is no such look.
 */
function failedElsewhere(
  evidence: readonly Evidence[],
  key: string,
  { account, from, to }: Silence,
): boolean {
  const [place = "", environment = ""] = key.split("/");
  const attempts = evidence.filter(
    (item): item is Attempt & { readonly at: Date } =>
      (item.kind === "looked" || item.kind === "look-failed") &&
      `${item.process} ${item.application}` === place &&
      item.at.getTime() >= from &&
      item.at.getTime() <= to,
  );
  const times = [from, ...attempts.map(({ at }) => at.getTime()), to];
  const isSteady = times.every((time, index) => time - (times[index - 1] ?? from) < patience);
  return isSteady && attempts.every((attempt) => isElsewhere(attempt, environment, account));
}

function isElsewhere(attempt: Attempt, environment: string, account: string): boolean {
  switch (attempt.kind) {
    case "look-failed": {
      const { reason, message } = attempt;
      return ofRepositories.has(reason) || (isUnseen(reason) && !message.includes(account));
    }
    case "looked": {
      const { said: messages = [] } =
        attempt.environments.find((each) => each.environment === environment) ?? {};
      return messages.length > 0 && messages.every((message) => !message.includes(account));
    }
  }
}

/** How long an account was silent itself in a stretch of time. */
function silentIn(
  all: readonly Silence[],
  account: string,
  { from, to }: Pick<Silence, "from" | "to">,
): number {
  return all
    .filter((silence) => silence.account === account)
    .reduce((sum, other) => sum + Math.max(0, Math.min(to, other.to) - Math.max(from, other.from)), 0);
}

/** An environment of which nothing was ever well, silence or not, says nothing about the silence. */
function isHeldByPeople(evidence: readonly Evidence[], key: string): boolean {
  return !evidence.some(
    (item) =>
      item.kind === "looked" &&
      item.environments.some(
        ({ environment, held }) =>
          key === `${item.process} ${item.application}/${environment}` && !held.some(isUnseen),
      ),
  );
}

function hasHead(
  evidence: readonly Evidence[],
  rule: Ruled & { readonly application: string },
  until: number,
): boolean {
  return evidence.some(
    (item) =>
      item.kind === "head-moved" &&
      item.application === rule.application &&
      item.branch === rule.branch &&
      item.at.getTime() <= until,
  );
}

function silences(evidence: readonly Evidence[]): readonly Silence[] {
  const open = new Map<string, number>();
  return evidence.flatMap((item) => {
    if (item.kind === "account-silent") open.set(item.account, item.at.getTime());
    if (item.kind !== "account-answers") return [];
    const from = open.get(item.account);
    open.delete(item.account);
    return from === undefined ? [] : [{ account: item.account, from, to: item.at.getTime() }];
  });
}
