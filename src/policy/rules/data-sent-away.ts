import { pointerOf } from "../../template/json-pointer.ts";
import { accountsOfAws } from "../accounts-of-aws.ts";
import type { PartFacts } from "../part-facts.ts";
import type { PolicyRule } from "../rule.ts";

/** Ways out of the account. */
export const dataSentAway: PolicyRule = {
  code: "data-sent-away",
  severity: "stop",
  judges: "additions",
  stops:
    "event targets, log destinations, replicas, grants and other properties that name something of another account",
  reason:
    "Events, logs and replicas that go to another account leave silently and for as long as the stack stands.",
  remedy: "Use `${AWS::AccountId}`, or have the operator waive the account that is meant.",
  judge: (facts) =>
    [...facts.resources].flatMap(([id, { Type: type, Properties: properties = {} }]) => {
      const texts = type.startsWith("AWS::IAM::") ? [] : facts.everyText(properties, "");
      const accounts = new Set(
        texts
          .filter(({ pointer }) => !isJudgedElsewhere(pointer))
          .flatMap(({ pointer, text }) => accountsNamed(pointer, text))
          .filter((account) => isForeign(account, facts)),
      );
      return [...accounts].map((account) => ({
        pointer: pointerOf(["Resources", id]),
        what: `names something of account ${account}`,
      }));
    }),
};

/** Principals, roles, layers and images have rules of their own. */
function isJudgedElsewhere(pointer: string): boolean {
  return /\/(?:Statement|AssumeRolePolicyDocument|Layers|Image|ImageUri|ServiceToken|Principal)(?:\/|$)|Role(?:A[Rr][Nn])?(?:\/|$)/.test(
    pointer,
  );
}

function accountsNamed(pointer: string, text: string): readonly string[] {
  const arns = [...text.matchAll(/arn:[\w-]+:[\w-]*:[\w-]*:(\d{12}):/g)].map(([, account = ""]) => account);
  const queues = [...text.matchAll(/https:\/\/sqs\.[\w.-]+\/(\d{12})\//g)].map(([, account = ""]) => account);
  const named =
    /\/(?:Account|AccountId|TargetAccount\w*|DestinationAccount|Principals\/\d+|\w*AccountIds?(?:\/\d+)?)$/.test(
      pointer,
    ) && /^\d{12}$/.test(text);
  return [...arns, ...queues, ...(named ? [text] : [])];
}

function isForeign(account: string, { judged }: PartFacts): boolean {
  return account !== judged.account && account !== judged.applicationAccount && !accountsOfAws.has(account);
}
