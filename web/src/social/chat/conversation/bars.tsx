// What stands above the list or in place of the composer: a stranger's request, why one cannot write, picked messages.
import { useState } from "preact/hooks";
import { Button, confirm, IconButton } from "../../../kit";
import { navigate } from "../../../lib/router";
import { toastError } from "../../../lib/errors";
import { client } from "../../../lib/rpc";
import { toast } from "../../../lib/toast";
import { AnswerRequestRequest_Answer, ContactService, FriendRequest_State } from "../../../gen/alun/contact/v1/contact_pb";
import type { Chat } from "../sync/model";
import { isMoney } from "../sync/rules";
import { adopt, refreshChat, setHidden } from "../state/actions";
import { publish } from "../state/hub";
import { friends, loadFriends, nameOf } from "../state/people";
import { openForward } from "../people/forward";
import { askDelete, copyText } from "./message-menu";
import type { Talk } from "./talk";
import { t } from "../words";

const contacts = client(ContactService);

function useBusy(): [boolean, (work: () => Promise<unknown>) => void] {
  const [busy, setBusy] = useState(false);
  return [
    busy,
    (work) => {
      setBusy(true);
      work().catch(toastError).finally(() => setBusy(false));
    },
  ];
}

async function answer(c: Chat, a: AnswerRequestRequest_Answer): Promise<boolean> {
  const r = await contacts.getRelation({ accountId: c.peer!.id });
  if (!r.request?.incoming || r.request.state !== FriendRequest_State.WAITING) return false;
  await contacts.answerRequest({ id: r.request.id, answer: a });
  return true;
}

/** A stranger wrote first: let them in, or not. */
export function RequestBar({ chat }: { chat: Chat }) {
  const [busy, run] = useBusy();
  const peer = chat.peer;
  if (!chat.request || !peer) return null;
  const done = (over: Partial<Chat>) => {
    const next = { ...chat, ...over };
    publish({ chats: [next] });
    adopt(next);
  };
  return (
    <section class="talk-bar" aria-label={t("request")}>
      <p>{t("request.text", { who: nameOf(peer.id, peer) })}</p>
      <div class="talk-bar-buttons">
        <Button busy={busy} onClick={() => run(async () => {
          if (!(await answer(chat, AnswerRequestRequest_Answer.ACCEPT))) await contacts.requestFriend({ accountId: peer.id, via: "chat" });
          done({ request: false });
          await Promise.all([refreshChat(chat.id), loadFriends()]);
        })}>{t("request.accept")}</Button>
        <Button kind="soft" disabled={busy} onClick={() => run(async () => {
          await answer(chat, AnswerRequestRequest_Answer.IGNORE);
          await setHidden(chat.id, true);
          navigate("/chats", { replace: true });
        })}>{t("request.ignore")}</Button>
        <Button kind="danger-soft" disabled={busy} onClick={() => run(async () => {
          if (!(await confirm({ title: t("block.title", { who: nameOf(peer.id, peer) }), text: t("block.text"), yes: t("block"), danger: true }))) return;
          await contacts.block({ accountId: peer.id });
          await setHidden(chat.id, true);
          navigate("/chats", { replace: true });
        })}>{t("block")}</Button>
      </div>
    </section>
  );
}

/** In place of the composer: why nothing can be written, and what would help. */
export function ClosedBar({ chat }: { chat: Chat }) {
  const [busy, run] = useBusy();
  const peer = chat.peer;
  const who = peer ? nameOf(peer.id, peer) : "";
  const blockedByMe = !!peer && friends.value?.get(peer.id)?.blocked;
  if (blockedByMe) {
    return (
      <div class="talk-closed">
        <p>{t("closed.blocked.me", { who })}</p>
        <Button kind="soft" busy={busy} onClick={() => run(async () => {
          await contacts.unblock({ accountId: peer!.id });
          await Promise.all([refreshChat(chat.id), loadFriends()]);
        })}>{t("unblock")}</Button>
      </div>
    );
  }
  if (chat.maySendCode === "chat.not_friends" && peer) {
    return (
      <div class="talk-closed">
        <p>{t("closed.notFriends", { who })}</p>
        <Button kind="soft" icon="add-person" busy={busy} onClick={() => run(async () => {
          await contacts.requestFriend({ accountId: peer.id, via: "chat" });
          toast(t("asked"), { tone: "good" });
        })}>{t("addContact")}</Button>
      </div>
    );
  }
  const code = chat.maySendCode;
  const text = code === "chat.left" ? t("closed.left") : code === "chat.dissolved" ? t("closed.dissolved") : code === "chat.peer_gone" ? t("closed.gone") : t("closed", { who: who || t("group") });
  return <div class="talk-closed"><p>{text}</p></div>;
}

/** While messages are being picked. */
export function PickBar({ talk }: { talk: Talk }) {
  const picked = talk.picked.value;
  if (!picked) return null;
  const list = [...picked.values()].sort((a, b) => a.seq - b.seq);
  const stop = () => (talk.picked.value = null);
  const text = list.flatMap((e) => (e.body.kind === "text" ? [`${nameOf(e.sender)}: ${e.body.text}`] : [])).join("\n");
  return (
    <div class="pick-bar" role="toolbar" aria-label={t("picked", { n: list.length })}>
      <IconButton icon="close" label={t("cancel")} onClick={stop} />
      <span class="grow">{t("picked", { n: list.length })}</span>
      {text && <IconButton icon="copy" label={t("copy")} onClick={() => void copyText(text).then(stop)} />}
      <IconButton icon="share" label={t("forward")} disabled={list.some((e) => isMoney(e.body))} onClick={() => void openForward(list).then((did) => did && stop())} />
      <IconButton icon="trash" label={t("delete")} onClick={() => void askDelete(talk.chat, list.map((e) => e.seq)).then((did) => did && stop())} />
    </div>
  );
}
