import { useState } from "preact/hooks";
import { ChatService } from "../../gen/alun/chat/v1/chat_pb";
import type { Contact } from "../../gen/alun/contact/v1/contact_pb";
import { openSheet, Search } from "../../kit";
import { toastError } from "../../lib/errors";
import { client } from "../../lib/rpc";
import { toast } from "../../lib/toast";
import { ContactRow } from "./row";
import { fits, nameOf } from "./sections";
import { friends } from "./store";
import { t } from "./words";

const chats = client(ChatService);

/** Lets the reader choose a friend, and sends them this person's card. */
export function openRecommend(c: Contact): void {
  void openSheet<Contact>(t("card.title", { name: nameOf(c) }), (close) => <Pick but={c} close={close} />, { flush: true }).then((to) => to && send(c, to));
}

function Pick({ but, close }: { but: Contact; close: (c?: Contact) => void }) {
  const [query, setQuery] = useState("");
  const list = friends.value.filter((c) => c.person?.id !== but.person?.id && fits(c, query));
  return (
    <div class="pick">
      <div class="contact-search"><Search value={query} onValue={setQuery} label={t("search")} /></div>
      <div class="pick-list scroll" role="list" aria-label={t("contacts")}>
        {list.map((c) => <ContactRow key={c.person?.id} contact={c} onPick={close} />)}
      </div>
    </div>
  );
}

async function send(card: Contact, to: Contact): Promise<void> {
  try {
    const { chat } = await chats.openDirect({ accountId: to.person!.id });
    await chats.send({
      chatId: chat!.id,
      clientId: crypto.getRandomValues(new Uint8Array(16)),
      baseSeq: chat!.lastSeq,
      body: { kind: { case: "card", value: { person: { id: card.person!.id } } } },
    });
    toast(t("card.sent", { name: nameOf(to) }), { tone: "good" });
  } catch (e) {
    toastError(e);
  }
}
