// Lines of the house in the reader's language, with names; "you" for oneself.
import { listOf } from "../../../lib/format";
import type { SystemBody } from "../sync/model";
import { myId } from "../state/hub";
import { nameOf } from "../state/people";
import { isMoneyWhat, moneyLine } from "./money-line";
import { t } from "../words";

/** Follows the names it uses. */
export function systemLine(b: SystemBody): string {
  if (isMoneyWhat(b.what)) return moneyLine(b, b.what);
  const me = myId.value;
  const mine = b.actor === me;
  const who = mine ? "" : nameOf(b.actor);
  const all = b.accounts.map((id) => (id === me ? t("you") : nameOf(id)));
  const names = listOf(all);
  const self = b.accounts.length === 1 && b.accounts[0] === me;
  switch (b.what) {
    case "created":
      return mine ? t("sys.created.me") : t("sys.created", { who });
    case "added":
      return mine ? t("sys.added.me", { names }) : t("sys.added", { who, names });
    case "removed":
      return mine ? t("sys.removed.me", { names }) : t("sys.removed", { who, names });
    case "left":
      return mine ? t("sys.left.me") : t("sys.left", { who });
    case "renamed":
      return mine ? t("sys.renamed.me", { name: b.value }) : t("sys.renamed", { who, name: b.value });
    case "role":
      if (b.value.toLowerCase().includes("admin")) return self ? t("sys.admin.you") : t("sys.admin", { names });
      return self ? t("sys.member.you") : t("sys.member", { names });
    case "owner":
      return self ? t("sys.owner.you") : t("sys.owner", { names });
    case "history":
      return on(b.value) ? t("sys.history.on") : t("sys.history.off");
    case "invite":
      return on(b.value) ? t("sys.invite.on") : t("sys.invite.off");
    case "dissolved":
      return mine ? t("sys.dissolved.me") : t("sys.dissolved", { who });
    case "friends":
      return t("sys.friends", { names: nameOf(b.actor === me ? (b.accounts.find((id) => id !== me) ?? "") : b.actor) });
    default:
      return t("sys.unknown");
  }
}

const on = (value: string) => ["true", "on", "1", "yes"].includes(value.toLowerCase());
