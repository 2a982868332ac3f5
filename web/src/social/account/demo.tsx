import { createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-web";
import { useState } from "preact/hooks";
import { AccountService, type DemoPerson } from "../../gen/alun/account/v1/account_pb";
import { Avatar, avatarUrl, IconButton, Spinner } from "../../kit";
import { toastError } from "../../lib/errors";
import { freeSlot, openSlot, rememberSlot, slot, slotAccounts } from "../../lib/slots";
import { toast } from "../../lib/toast";
import { deviceName } from "./device-name";
import { account, enter } from "./session";
import { t } from "./words";

/** Signs a person in in another slot than this page's, and opens it in a window of its own. */
async function openBeside(handle: string, known: number): Promise<void> {
  const n = known >= 0 ? known : freeSlot([...slotAccounts.value, { slot, id: "", name: "", handle: "", avatar: "" }]);
  if (n < 0) {
    toast(t("demo.full"), { tone: "bad" });
    return;
  }
  const side = window.open("about:blank"); // at once, or the browser blocks it as a pop-up
  try {
    if (known < 0) {
      const there = createClient(AccountService, createConnectTransport({ baseUrl: `/u/${n}`, useBinaryFormat: true }));
      const p = (await there.signInDemo({ handle, device: deviceName() })).me?.person;
      if (p) rememberSlot({ slot: n, id: p.id, name: p.name, handle: p.handle, avatar: p.avatar });
    }
    if (side) side.location.href = `/u/${n}/`;
    else openSlot(n);
  } catch (e) {
    side?.close();
    toastError(e);
  }
}

/** The people of the demo town: one click is enough to be one of them. */
export function DemoPeople({ people }: { people: readonly DemoPerson[] }) {
  const [busy, setBusy] = useState("");
  const known = (id: string) => slotAccounts.value.find((s) => s.id === id)?.slot ?? -1;
  const be = async (handle: string, id: string) => {
    const there = known(id);
    if (there >= 0 && there !== slot) return openSlot(there);
    setBusy(handle);
    try {
      enter((await account.signInDemo({ handle, device: deviceName() })).me);
    } catch (e) {
      toastError(e);
    }
    setBusy("");
  };
  return (
    <ul class="demo is-town">
      {people.map((d) => {
        const p = d.person!;
        return (
          <li key={p.handle}>
            <button type="button" class="demo-person" disabled={busy !== ""} onClick={() => void be(p.handle, p.id)}>
              <Avatar face={{ id: p.id, name: p.name, src: avatarUrl(p.avatar) }} size={44} />
              <span class="grow">
                <span class="demo-name">{t("demo.be", { name: p.name })}</span>
                <span class="demo-line"><bdi>{d.line}</bdi></span>
              </span>
              {busy === p.handle && <Spinner />}
            </button>
            <IconButton icon="window" label={t("demo.beside", { name: p.name })} small onClick={() => void openBeside(p.handle, known(p.id))} />
          </li>
        );
      })}
    </ul>
  );
}
