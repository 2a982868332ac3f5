import { Avatar, avatarUrl, Cell, CellGroup, confirm, openSheet, Icon, type MenuItem } from "../../kit";
import { toastError } from "../../lib/errors";
import { freeSlot, openSlot, slot, slotAccounts } from "../../lib/slots";
import { signOut } from "./session";
import { t } from "./words";

async function askSignOut(): Promise<void> {
  if (await confirm({ title: t("signOut.title"), text: t("signOut.text"), yes: t("signOut"), danger: true })) await signOut().catch(toastError);
}

/** The menu of accounts: the others, a further one, log out. */
export function accountMenu(current: number): MenuItem[] {
  const all = slotAccounts.value;
  const free = freeSlot(all);
  return [
    ...all.map((a): MenuItem => ({ label: a.name || a.handle, lead: <Avatar face={{ id: a.id, name: a.name, src: avatarUrl(a.avatar) }} size={28} />, checked: a.slot === current, run: () => a.slot !== current && openSlot(a.slot) })),
    ...(free >= 0 ? [{ label: t("accounts.add"), icon: "add-person" as const, line: true, run: () => openSlot(free) }] : []),
    { label: t("signOut"), icon: "sign-out", danger: true, line: free < 0, run: () => void askSignOut() },
  ];
}

/** The same as a sheet, with faces: the Me tab of a phone. */
export function openSwitcher(): void {
  void openSheet<void>(
    t("accounts"),
    (close) => {
      const free = freeSlot(slotAccounts.value);
      return (
        <>
          <CellGroup note={t("accounts.note")}>
            {slotAccounts.value.map((a) => (
              <Cell
                key={a.slot}
                title={a.name || t("accounts.new")}
                sub={a.handle && "@" + a.handle}
                lead={<Avatar face={{ id: a.id, name: a.name, src: avatarUrl(a.avatar) }} size={40} />}
                value={a.slot === slot ? <Icon name="check" /> : undefined}
                current={a.slot === slot}
                onClick={() => (a.slot === slot ? close() : openSlot(a.slot))}
              />
            ))}
            {free >= 0 && <Cell title={t("accounts.add")} icon="add-person" onClick={() => openSlot(free)} />}
          </CellGroup>
          <CellGroup>
            <Cell
              title={t("signOut")}
              icon="sign-out"
              tone="var(--red)"
              danger
              onClick={() => {
                close();
                void askSignOut();
              }}
            />
          </CellGroup>
        </>
      );
    },
    { flush: true },
  );
}
