import { clientFault } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { tagsFrom, type Tag } from "../tags.ts";
import { checkDocument } from "./check-document.ts";
import { users, type User } from "./iam-state.ts";

/** Input of the operations on users. */
export interface UserInput {
  readonly UserName?: string;
  readonly PolicyName?: string;
  readonly PolicyDocument?: string;
  readonly PolicyArn?: string;
  readonly Tags?: readonly Tag[];
}

/** CreateUser. https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html */
export function createUser(context: CallContext, input: UserInput): object {
  const name = input.UserName ?? "";
  const known = context.state(users);
  if (known.has(name)) {
    throw clientFault("EntityAlreadyExistsException", `User with name ${name} already exists.`, 409);
  }
  const user: User = {
    name,
    arn: `arn:${context.partition}:iam::${context.account}:user/${name}`,
    createdAt: context.now,
    boundaryArn: undefined,
    inlinePolicies: new Map(),
    attachedPolicyArns: new Set(),
    tags: tagsFrom(input.Tags),
  };
  known.set(name, user);
  return { User: describeUser(user) };
}

/** GetUser. */
export function getUser(context: CallContext, input: UserInput): object {
  return { User: describeUser(requireUser(context, input.UserName)) };
}

/** PutUserPolicy. */
export function putUserPolicy(context: CallContext, input: UserInput): object {
  const user = requireUser(context, input.UserName);
  user.inlinePolicies.set(input.PolicyName ?? "", checkDocument(input.PolicyDocument));
  return {};
}

/** AttachUserPolicy. */
export function attachUserPolicy(context: CallContext, input: UserInput): object {
  requireUser(context, input.UserName).attachedPolicyArns.add(input.PolicyArn ?? "");
  return {};
}

function requireUser(context: CallContext, name: string | undefined): User {
  const user = context.state(users).get(name ?? "");
  if (user === undefined) {
    throw clientFault("NoSuchEntityException", `The user with name ${name} cannot be found.`, 404);
  }
  return user;
}

function describeUser(user: User): object {
  return { UserName: user.name, Arn: user.arn, Path: "/", CreateDate: user.createdAt };
}
