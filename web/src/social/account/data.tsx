import { useState } from "preact/hooks";
import { Cell, CellGroup, confirm, Page, Spinner, TopBar } from "../../kit";
import { toastError } from "../../lib/errors";
import { longDate } from "../../lib/format";
import { lang } from "../../lib/i18n";
import { ms } from "../../lib/rpc";
import { slotBase } from "../../lib/slots";
import { toast } from "../../lib/toast";
import { graceDays } from "./limits";
import { account, leave, me } from "./session";
import { t } from "./words";

/** Taking one's data along, and going for good. */
export function DataPage() {
  const [busy, setBusy] = useState(false);
  const person = me.value!.person!;
  const typed = person.handle || person.name;
  const remove = async () => {
    const yes = await confirm({
      title: t("delete.title"),
      text: t("delete.text", { n: graceDays }),
      yes: t("delete.yes"),
      danger: true,
      type: { label: t("delete.type", { text: typed }), text: typed },
    });
    if (!yes) return;
    setBusy(true);
    try {
      const { deleteAtMs } = await account.deleteMe({ confirm: typed });
      await leave("deleted");
      toast(t("delete.done", { date: longDate(ms(deleteAtMs)) }));
    } catch (e) {
      toastError(e);
      setBusy(false);
    }
  };
  return (
    <Page bar={<TopBar title={t("data")} />}>
      <CellGroup note={t("export.note")}>
        <Cell title={t("export")} icon="download" href={`${slotBase}/export.zip?lang=${lang.value}`} download />
      </CellGroup>
      <CellGroup note={t("delete.note", { n: graceDays })}>
        <Cell title={t("delete")} icon="trash" tone="var(--red)" danger disabled={busy} value={busy ? <Spinner /> : undefined} onClick={() => void remove()} />
      </CellGroup>
    </Page>
  );
}
