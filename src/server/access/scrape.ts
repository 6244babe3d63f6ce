import type { Access } from "./access.ts";
import { isSameSecret } from "./session.ts";

/** Whether a scraper may read the figures: where the page is open, or with one of the page's tokens, as `Authorization: Bearer TOKEN`. */
export function mayScrape(access: Access, authorization: string | undefined): boolean {
  switch (access.kind) {
    case "open":
      return true;
    case "login": {
      const given = /^Bearer (.+)$/i.exec(authorization ?? "")?.[1];
      const tokens = [access.tokens.look, access.tokens.act].filter((token) => token !== undefined);
      return given !== undefined && tokens.some((token) => isSameSecret(given, token));
    }
  }
}
