import { Avatar, avatarUrl, Icon } from "../../kit";
import { openSlot, slot, slotAccounts } from "../../lib/slots";
import { t } from "./words";

/** The way back for somebody who is signed in in another slot of this browser. */
export function OtherAccounts() {
  const others = slotAccounts.value.filter((a) => a.slot !== slot);
  if (others.length === 0) return null;
  return (
    <section class="door-others" aria-label={t("accounts.others")}>
      <p class="door-or">{t("accounts.others")}</p>
      <ul class="demo">
        {others.map((a) => (
          <li key={a.slot}>
            <button type="button" class="demo-person" onClick={() => openSlot(a.slot)}>
              <Avatar face={{ id: a.id, name: a.name, src: avatarUrl(a.avatar) }} size={36} />
              <span class="grow demo-name one-line"><bdi>{a.name || t("accounts.new")}</bdi></span>
              <Icon name="next" class="cell-arrow" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
