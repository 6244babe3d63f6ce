import type { Pace } from "../../domain/drift-eyes.ts";
import type { Session } from "../sessions.ts";

/** The clients of a session that drift uses. */
const services = ["cloudformation", "ecs", "ssm"] as const;
const lateServices = ["scaling", "secrets", "trail"] as const;

/** The same session, but each request waits for its turn first. Clients stay those of the session. */
export function pacedSession(session: Session, account: string, pace: Pace): Session {
  const place = { account, region: session.region ?? "" };
  const paced = Object.create(session) as Record<string, unknown>;
  for (const service of services)
    Object.defineProperty(paced, service, {
      get: () =>
        pacedClient(session[service], (operation, signal) => pace({ ...place, service, operation }, signal)),
    });
  for (const service of lateServices)
    paced[service] = () =>
      pacedClient(session[service](), (operation, signal) => pace({ ...place, service, operation }, signal));
  return paced as unknown as Session;
}

type Wait = (operation: string, signal?: AbortSignal) => Promise<void>;

function pacedClient<Client extends object>(client: Client, wait: Wait): Client {
  return new Proxy(client, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (name !== "send" || typeof value !== "function") return value;
      return async (command: object, options?: { readonly abortSignal?: AbortSignal }) => {
        await wait(command.constructor.name.replace(/Command$/, ""), options?.abortSignal);
        return value.call(target, command, options) as unknown;
      };
    },
  });
}
