// A new group: pick people, give it a name if wanted, open it.
import { useState } from "preact/hooks";
import { Avatar, Button, openSheet, TextField } from "../../../kit";
import { toastError } from "../../../lib/errors";
import { listOf } from "../../../lib/format";
import { navigate } from "../../../lib/router";
import { toast } from "../../../lib/toast";
import type { Id, Person } from "../sync/model";
import { chats, typed } from "../sync/remote";
import { chatOf, unhex } from "../sync/wire";
import { adopt, newClientId } from "../state/actions";
import { publish } from "../state/hub";
import { faceOf, nameOf } from "../state/people";
import { pickPeople } from "./picker";
import { t } from "../words";

/** As the server allows: the maker and 499 others; a name of 60 characters. */
export const maxOthers = 499;
export const maxName = 60;

export async function newGroup(start: readonly Id[] = []): Promise<void> {
  const people = await pickPeople({ title: t("newGroup"), yes: t("next"), most: maxOthers, start });
  if (!people?.length) return;
  // Made once: trying again with the same id gives the same group.
  const clientId = unhex(newClientId());
  await openSheet<void>(t("newGroup"), (close) => <Name people={people} clientId={clientId} close={() => close()} />, { size: "small" });
}

function Name({ people, clientId, close }: { people: readonly Person[]; clientId: Uint8Array; close: () => void }) {
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    try {
      const r = await typed(chats.createGroup({ clientId, name: name.trim(), accountIds: people.map((p) => p.id) }));
      const c = chatOf(r.chat!);
      publish({ chats: [c] });
      adopt(c);
      close();
      navigate(`/chats/${c.id}`);
      if (r.refusedIds.length) toast(t("refused", { names: listOf(r.refusedIds.map((id) => nameOf(id))) }));
    } catch (e) {
      toastError(e);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="name-group" onSubmit={(e) => { e.preventDefault(); void make(); }}>
      <div class="name-group-faces" aria-hidden="true">
        {people.slice(0, 7).map((p) => <Avatar key={p.id} face={faceOf(p.id, p)} size={44} />)}
      </div>
      <TextField label={t("group.name")} value={name} onValue={setName} max={maxName} note={t("group.name.note")} autocomplete="off" autofocus />
      <Button type="submit" wide busy={busy} disabled={[...name].length > maxName}>{t("group.make")}</Button>
    </form>
  );
}
