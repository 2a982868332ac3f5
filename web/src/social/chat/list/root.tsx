// The chats tab: title, search, the list.
import { useRef } from "preact/hooks";
import { useSignal, useSignalEffect } from "@preact/signals";
import { Button, EmptyState, Icon, IconButton, openMenu, RootBar, Search, SkeletonList } from "../../../kit";
import { moveFocus, useKey } from "../../../lib/keys";
import { canHover } from "../../../lib/media";
import { href, navigate, path } from "../../../lib/router";
import { order, ready, requestOrder, row } from "../state/rows";
import { watchPresence } from "../state/presence-watch";
import { openNotes } from "../open";
import { newGroup } from "../people/new-group";
import { chatMenu } from "./actions";
import { ChatRow } from "./row";
import { Found } from "./found";
import { openNotices } from "./notices";
import { t } from "../words";

export function openPlus(at: Element): void {
  void openMenu(
    at,
    [
      { label: t("newGroup"), icon: "people-three", run: () => void newGroup() },
      { label: t("addContact"), icon: "add-person", run: () => navigate("/contacts/add") },
      { label: t("scan"), icon: "scan", line: true, run: () => navigate("/me/scan?from=/chats") },
      { label: t("payCode"), icon: "barcode", run: () => navigate("/me/pay?from=/chats") },
      { label: t("getPaid"), icon: "hand", run: () => navigate("/me/receive?from=/chats") },
      { label: t("notes"), icon: "bookmark", line: true, run: () => void openNotes() },
      { label: t("notices"), icon: "bell", run: () => void openNotices() },
    ],
    { label: t("plus") },
  );
}

/** Goes to the chat before or after the open one. */
function step(by: 1 | -1): void {
  const ids = order.peek();
  const open = path.peek().split("/")[2];
  const at = ids.indexOf(open ?? "");
  const next = ids[at < 0 ? 0 : Math.max(0, Math.min(ids.length - 1, at + by))];
  if (next) navigate(`/chats/${next}`);
}

export function ChatsRoot() {
  const query = useSignal("");
  const input = useRef<HTMLInputElement>(null);
  useKey("mod+k", () => {
    if (!path.peek().startsWith("/chats")) navigate("/chats");
    setTimeout(() => input.current?.select());
    input.current?.focus();
  });
  useKey("alt+arrowdown", () => step(1));
  useKey("alt+arrowup", () => step(-1));
  const keys = (e: KeyboardEvent) => {
    const box = (e.currentTarget as HTMLElement).closest(".chats-root")!;
    if (e.key === "ArrowDown" || (e.key === "Enter" && query.peek())) {
      const first = box.querySelector<HTMLElement>(".chats-scroll a, .chats-scroll button.cell");
      e.preventDefault();
      if (e.key === "Enter") first?.click();
      else first?.focus();
    }
  };
  return (
    <div class="chats-root">
      <RootBar title={t("title")}>
        <IconButton icon="add" label={t("plus")} onClick={(e) => openPlus(e.currentTarget)} />
      </RootBar>
      <div class="chats-search">
        <Search value={query.value} onValue={(v) => (query.value = v)} inputRef={input} label={t("search")} hint={canHover.value ? "Ctrl K" : undefined} onKeyDown={keys} />
      </div>
      <div class="chats-scroll scroll" onKeyDown={(e) => listKeys(e)}>
        {query.value.trim() ? <Found query={query.value} done={() => (query.value = "")} /> : <List />}
      </div>
    </div>
  );
}

function listKeys(e: KeyboardEvent): void {
  const box = e.currentTarget as HTMLElement;
  if (moveFocus(box, e, ".chat-row, .cell")) return;
  const id = (e.target as HTMLElement).closest<HTMLElement>(".chat-row")?.dataset.chat;
  const c = id && row(id).peek();
  if (c && e.key === "Delete") {
    e.preventDefault();
    chatMenu(c).at(-1)!.run();
  }
}

function List() {
  const ids = order.value;
  const requests = requestOrder.value;
  // The people in the upper part of the list, for their dots.
  useSignalEffect(() => {
    const peers = order.value.slice(0, 60).flatMap((id) => row(id).value?.peer?.id ?? []);
    watchPresence("list", peers);
  });
  if (!ready.value && ids.length === 0) return <SkeletonList />;
  if (ids.length === 0 && requests.length === 0) {
    return (
      <EmptyState art="chats" title={t("empty")} text={t("empty.text")}>
        <Button icon="add-person" onClick={() => navigate("/contacts/add")}>{t("addContact")}</Button>
      </EmptyState>
    );
  }
  return (
    <>
      {requests.length > 0 && <RequestsRow n={requests.length} />}
      <div role="list" aria-label={t("title")}>
        {ids.map((id) => (
          <div role="listitem" key={id} class="chat-item">
            <ChatRow chat={row(id)} />
          </div>
        ))}
      </div>
    </>
  );
}

function RequestsRow({ n }: { n: number }) {
  return (
    <a class="chat-row" href={href("/chats/requests")} aria-current={path.value === "/chats/requests" ? "page" : undefined}>
      <span class="cell-tile requests-tile">
        <Icon name="people" />
      </span>
      <span class="chat-row-main">
        <span class="chat-row-name">{t("requests")}</span>
        <span class="chat-row-line">{t("requests.n", { n })}</span>
      </span>
    </a>
  );
}
