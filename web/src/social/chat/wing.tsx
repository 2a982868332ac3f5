// The Chats tab.
import { effect } from "@preact/signals";
import { addErrorWords } from "../../lib/errors";
import { badges, type WingModule } from "../../shell/wings";
import { session } from "../account/session";
import { ConversationPage } from "./conversation/page";
import { DetailsPage } from "./details/page";
import { RequestsPage } from "./list/requests";
import { ChatsRoot } from "./list/root";
import { startNotices } from "./notify";
import { startHub, stopHub } from "./state/hub";
import { unread } from "./state/rows";
import { errorWords } from "./words";

addErrorWords(errorWords);

const wing: WingModule = {
  Root: ChatsRoot,
  routes: [
    { pattern: "/chats/requests", page: RequestsPage },
    { pattern: "/chats/:chat", page: ConversationPage },
    { pattern: "/chats/:chat/info", page: DetailsPage, pane: "details" },
  ],
  start: () => {
    effect(() => {
      const { n, dot } = unread.value;
      badges.chats.value = n > 0 ? { n } : { n: 0, dot };
    });
    startNotices();
    effect(() => {
      if (session.value === "in") void startHub();
      else if (session.value === "out") stopHub();
    });
  },
};
export default wing;
