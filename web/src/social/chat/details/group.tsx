// What a group's admins set, and the ways out of it.
import { useState } from "preact/hooks";
import { Button, Cell, CellGroup, confirm, openSheet, Switch, TextField } from "../../../kit";
import { toastError } from "../../../lib/errors";
import { navigate } from "../../../lib/router";
import type { Chat } from "../sync/model";
import { chats, typed } from "../sync/remote";
import { chatName } from "../names";
import { maxName } from "../people/new-group";
import { isAdmin } from "../sync/rules";
import { took } from "./members";
import { t } from "../words";

export function GroupRules({ chat: c }: { chat: Chat }) {
  const [busy, setBusy] = useState(false);
  const set = (change: { newcomersSeeHistory?: boolean; membersMayInvite?: boolean }) => {
    setBusy(true);
    typed(chats.updateGroup({ chatId: c.id, ...change })).then(took).catch(toastError).finally(() => setBusy(false));
  };
  const admin = isAdmin(c) && c.maySend;
  return (
    <CellGroup note={admin ? undefined : t("rules.note")}>
      <Cell icon="edit" title={t("group.name")} value={<bdi>{c.name || t("group.unnamed")}</bdi>} onClick={admin ? () => void rename(c) : undefined} />
      <Cell icon="history" label={admin} title={t("rule.history")} value={admin ? <Switch checked={c.newcomersSeeHistory} disabled={busy} label={t("rule.history")} onChange={(on) => set({ newcomersSeeHistory: on })} /> : c.newcomersSeeHistory ? t("yes") : t("no")} />
      <Cell icon="add-person" label={admin} title={t("rule.invite")} value={admin ? <Switch checked={c.membersMayInvite} disabled={busy} label={t("rule.invite")} onChange={(on) => set({ membersMayInvite: on })} /> : c.membersMayInvite ? t("yes") : t("no")} />
    </CellGroup>
  );
}

function rename(c: Chat): Promise<unknown> {
  return openSheet<void>(t("group.name"), (close) => <Rename chat={c} close={() => close()} />, { size: "small" });
}

function Rename({ chat: c, close }: { chat: Chat; close: () => void }) {
  const [name, setName] = useState(c.name);
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      await took(await typed(chats.updateGroup({ chatId: c.id, name: name.trim() })));
      close();
    } catch (e) {
      toastError(e);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="name-group" onSubmit={(e) => { e.preventDefault(); void save(); }}>
      <TextField label={t("group.name")} value={name} onValue={setName} max={maxName} note={t("group.name.note")} autocomplete="off" autofocus />
      <Button type="submit" wide busy={busy} disabled={name.trim() === c.name || [...name].length > maxName}>{t("save")}</Button>
    </form>
  );
}

export function GroupWays({ chat: c }: { chat: Chat }) {
  const leave = async () => {
    const yes = await confirm({ title: t("leave.title", { name: chatName(c) }), text: c.role === "owner" ? t("leave.text.owner") : t("leave.text"), yes: t("leave"), danger: true });
    if (!yes) return;
    typed(chats.leave({ chatId: c.id })).then(async (r) => {
      await took(r);
      navigate(`/chats/${c.id}`, { replace: true });
    }).catch(toastError);
  };
  const dissolve = async () => {
    const yes = await confirm({ title: t("dissolve.title", { name: chatName(c) }), text: t("dissolve.text"), yes: t("dissolve"), danger: true });
    if (yes) typed(chats.dissolve({ chatId: c.id })).then(took).catch(toastError);
  };
  return (
    <CellGroup>
      <Cell icon="sign-out" tone="var(--red)" danger title={t("leave")} onClick={() => void leave()} />
      {c.role === "owner" && !c.dissolved && <Cell icon="block" tone="var(--red)" danger title={t("dissolve")} onClick={() => void dissolve()} />}
    </CellGroup>
  );
}
