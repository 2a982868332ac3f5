import { EmptyState, Page, TopBar } from "../../../kit";
import { requestOrder, row } from "../state/rows";
import { ChatRow } from "./row";
import { t } from "../words";

/** Chats that strangers began. Opening one does not tell them anything. */
export function RequestsPage() {
  const ids = requestOrder.value;
  return (
    <Page bar={<TopBar title={t("requests")} parent="/chats" />}>
      <p class="hint page-pad requests-hint">{t("requests.text")}</p>
      {ids.length === 0 ? <EmptyState art="chats" title={t("requests.none")} /> : <div role="list">{ids.map((id) => <div role="listitem" key={id}><ChatRow chat={row(id)} /></div>)}</div>}
    </Page>
  );
}
