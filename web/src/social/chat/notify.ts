// Tells of messages in chats that are not being looked at: a knock, a notice in the page, or one of the system.
import { signal } from "@preact/signals";
import { announce } from "../../lib/announce";
import { toast } from "../../lib/toast";
import { navigate, path } from "../../lib/router";
import { sentence } from "../../lib/errors";
import { looking } from "./conversation/message-list";
import { knock } from "./knock";
import { chatName, saysShort } from "./names";
import { slot, slotBase } from "../../lib/slots";
import type { Entry, Id, Update } from "./sync/model";
import { isMessage } from "./sync/rules";
import { myId, onUpdate } from "./state/hub";
import { nameOf } from "./state/people";
import { chatNow } from "./state/rows";
import { t } from "./words";

const storedSound = "alun.sound";
/** Whether messages knock, in this browser. */
export const soundOn = signal(typeof localStorage === "undefined" || localStorage.getItem(storedSound) !== "off");
export function setSound(on: boolean): void {
  soundOn.value = on;
  localStorage.setItem(storedSound, on ? "on" : "off");
  if (on) knock();
}

const storedSystem = "alun.notices";
const permitted = () => typeof Notification !== "undefined" && Notification.permission === "granted";
/** Whether notices of the system are shown while the page is hidden, in this browser. */
export const systemOn = signal(permitted() && localStorage.getItem(storedSystem) !== "off");
export function setSystem(on: boolean): void {
  systemOn.value = on;
  localStorage.setItem(storedSystem, on ? "on" : "off");
}
/** Asks the browser's permission; false when it, or the person, says no. */
export async function allowSystem(): Promise<boolean> {
  if (typeof Notification === "undefined") return false;
  return Notification.permission === "granted" || (await Notification.requestPermission()) === "granted";
}

/** A message this old does not notify: it was fetched, not just said. ms */
const recent = 60_000;

function tells(e: Entry): boolean {
  const c = chatNow(e.chat);
  if (!c || !isMessage(e) || e.sender === myId.peek() || e.seq <= c.state.readSeq || e.rev !== e.seq) return false;
  if (Date.now() - e.at > recent || c.request) return false;
  return !c.state.muted || e.mentionAll || e.mentions.includes(myId.peek());
}

/** Whether another tab of this browser may tell of it better: one that is in view. */
const inView = () => document.visibilityState === "visible";

/** The notice of a message that may still be seen, and the chat that it tells of. */
let told: { chat: Id; gone: () => void } | undefined;

const isOpen = (chat: Id, at: string) => at === `/chats/${chat}` || at.startsWith(`/chats/${chat}/`);

export function startNotices(): () => void {
  // Whoever goes to the chat has seen it: a notice over its head would be in the way.
  const unfollow = path.subscribe((at) => {
    if (told && isOpen(told.chat, at)) told.gone();
  });
  const unhear = onUpdate((u: Update) => {
    for (const r of u.refused ?? []) if (inView()) toast(sentence(r.code) ?? t("refused.change"), { tone: "bad" });
    if (!u.fresh) return;
    const list = (u.entries ?? []).filter(tells);
    const e = list.at(-1);
    if (e) setTimeout(() => tell(e));
  });
  return () => {
    unfollow();
    unhear();
  };
}

function tell(e: Entry): void {
  const c = chatNow(e.chat);
  if (!c) return;
  const open = isOpen(e.chat, path.peek());
  const name = chatName(c);
  const text = c.kind === "group" ? `${nameOf(e.sender)}: ${saysShort(e)}` : saysShort(e);
  if (open && looking.peek()) return announce(`${nameOf(e.sender)}: ${saysShort(e)}`);
  // Several tabs hear of it; one of them knocks.
  void once(`${e.chat}/${e.seq}`, () => {
    if (soundOn.peek()) knock();
    if (!inView()) showSystem(name, text, e);
  });
  if (!inView()) return;
  if (!open) told = { chat: e.chat, gone: toast(`${name}: ${text}`, { topic: "message", action: { label: t("open"), run: () => navigate(`/chats/${e.chat}`) } }) };
}

/** Runs work in one tab only: the first to take the lock, which it keeps for a moment. */
async function once(name: string, work: () => void): Promise<void> {
  await navigator.locks.request(`alun-${slot}-notice-${name}`, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    work();
    await new Promise((done) => setTimeout(done, 2_000));
  });
}

function showSystem(title: string, body: string, e: Entry): void {
  if (!systemOn.peek() || !permitted()) return;
  const n = new Notification(title, { body, tag: `${slotBase}/${e.chat}`, icon: "/icon-192.png", silent: true });
  n.onclick = () => {
    window.focus();
    navigate(`/chats/${e.chat}`);
    n.close();
  };
}
