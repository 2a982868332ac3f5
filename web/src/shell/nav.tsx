import { Avatar, avatarUrl, Badge, Icon, openMenu } from "../kit";
import { moveFocus } from "../lib/keys";
import { isPhone } from "../lib/media";
import { href, navigate, path, tabOf } from "../lib/router";
import { slot } from "../lib/slots";
import { me } from "../social/account/session";
import { badges, wings, type Tab } from "./wings";
import { t } from "./words";

/** Where each tab was left, so that a desktop finds it again. */
const left = new Map<Tab, string>();

function open(e: MouseEvent, tab: Tab, current: boolean): void {
  if (e.metaKey || e.ctrlKey || e.shiftKey) return;
  e.preventDefault();
  if (current && path.value === "/" + tab) {
    // Once more on the tab in view: to its top.
    document.querySelectorAll('.roots .layer[data-top="true"] .scroll, .roots .layer[data-top="true"] .index-scroll').forEach((el) => el.scrollTo({ top: 0, behavior: "smooth" }));
    return;
  }
  const at = tabOf(path.value) as Tab;
  left.set(at, path.value);
  navigate(current || isPhone.value ? "/" + tab : (left.get(tab) ?? "/" + tab));
}

async function openAccounts(at: Element): Promise<void> {
  const { accountMenu } = await import("../social/account/switcher");
  await openMenu(at, accountMenu(slot), { label: t("accounts") });
}

/** The tabs: a bar at the bottom of a phone, a rail at the start of a desktop. */
export function Nav({ covered }: { covered: boolean }) {
  const tab = tabOf(path.value);
  const person = me.value?.person;
  return (
    <nav class="nav" aria-label={t("sections")} inert={covered} onKeyDown={(e) => moveFocus(e.currentTarget, e, "a, button", isPhone.value ? "horizontal" : "vertical")}>
      {!isPhone.value && person && (
        <button type="button" class="nav-me" aria-haspopup="menu" aria-label={`${t("accounts")}: ${person.name}`} title={person.name} onClick={(e) => void openAccounts(e.currentTarget)}>
          <Avatar face={{ id: person.id, name: person.name, src: avatarUrl(person.avatar) }} size={40} />
        </button>
      )}
      {wings.map((w) => {
        const current = w.tab === tab;
        const badge = badges[w.tab].value;
        return (
          <a key={w.tab} class="nav-tab" href={href("/" + w.tab)} aria-current={current ? "page" : undefined} onClick={(e) => open(e, w.tab, current)}>
            <span class="nav-icon">
              <Icon name={w.icon} fill={current} />
              {badge.dot ? <Badge n={1} kind="dot" /> : <Badge n={badge.n} />}
            </span>
            <span class="nav-word">{w.title()}</span>
          </a>
        );
      })}
    </nav>
  );
}
