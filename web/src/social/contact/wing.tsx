// The Contacts tab: who one knows, how to meet more, and who may reach one.
import { EmptyState } from "../../kit";
import { addErrorWords } from "../../lib/errors";
import type { WingModule } from "../../shell/wings";
import { AddPage, QrPage } from "./add";
import { Contacts } from "./contacts";
import { BlockedPage, GroupsPage, TagPage, TagsPage } from "./lists";
import { PersonPage } from "./person";
import { RequestsPage } from "./requests";
import { start } from "./store";
import { errorWords, t } from "./words";

addErrorWords(errorWords);

const Empty = () => <EmptyState art="people" title={t("pick.title")} text={t("pick.text")} />;

const wing: WingModule = {
  Root: Contacts,
  // The first pattern that fits counts: words before :person.
  routes: [
    { pattern: "/contacts/requests", page: RequestsPage },
    { pattern: "/contacts/groups", page: GroupsPage },
    { pattern: "/contacts/tags", page: TagsPage },
    { pattern: "/contacts/tags/:tag", page: TagPage },
    { pattern: "/contacts/blocked", page: BlockedPage },
    { pattern: "/contacts/add", page: AddPage },
    { pattern: "/contacts/qr/:token", page: QrPage },
    { pattern: "/contacts/:person", page: PersonPage },
  ],
  Empty,
  start,
};
export default wing;
