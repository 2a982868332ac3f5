import { useState } from "preact/hooks";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { Audience, type UpdateSettingsRequestSchema } from "../../gen/alun/account/v1/account_pb";
import { Cell, CellGroup, Page, Radio, Switch, TopBar } from "../../kit";
import { toastError } from "../../lib/errors";
import { account, me, setMe } from "./session";
import { t } from "./words";

type Change = MessageInitShape<typeof UpdateSettingsRequestSchema>;

/** Changes settings; what is shown follows at once and falls back when the server refuses. */
export async function saveSettings(change: Change): Promise<void> {
  const before = me.value!;
  const wanted = Object.fromEntries(Object.entries(change).filter(([, v]) => v !== undefined));
  me.value = { ...before, settings: { ...before.settings!, ...wanted } };
  try {
    setMe((await account.updateSettings(change)).me);
  } catch (e) {
    me.value = before;
    toastError(e);
  }
}

/** Who finds, sees and reaches this person. */
export function PrivacyPage() {
  const s = me.value!.settings!;
  const hasPhone = me.value!.addresses.some((a) => a.kind === "phone");
  return (
    <Page bar={<TopBar title={t("privacy")} />}>
      <CellGroup title={t("find")} note={t("find.note")}>
        <Cell label title={t("find.handle")} value={<Switch checked={s.findByHandle} onChange={(on) => void saveSettings({ findByHandle: on })} />} />
        <Cell label title={t("find.phone")} sub={hasPhone ? undefined : t("find.noPhone")} value={<Switch checked={s.findByPhone} onChange={(on) => void saveSettings({ findByPhone: on })} />} />
        <Cell label title={t("find.qr")} value={<Switch checked={s.findByQr} onChange={(on) => void saveSettings({ findByQr: on })} />} />
      </CellGroup>
      <CellGroup title={t("read")}>
        <Cell label title={t("read.receipts")} sub={t("read.note")} value={<Switch checked={s.readReceipts} onChange={(on) => void saveSettings({ readReceipts: on })} />} />
      </CellGroup>
      <AudienceGroup title={t("seen")} note={t("seen.note")} value={s.lastSeen} options={[Audience.EVERYONE, Audience.FRIENDS, Audience.NOBODY]} onChange={(lastSeen) => void saveSettings({ lastSeen })} />
      <AudienceGroup title={t("reach")} note={t("reach.note")} value={s.messages} options={[Audience.EVERYONE, Audience.FRIENDS]} onChange={(messages) => void saveSettings({ messages })} />
    </Page>
  );
}

function AudienceGroup({ title, note, value, options, onChange }: { title: string; note: string; value: Audience; options: readonly Audience[]; onChange: (a: Audience) => void }) {
  const [name] = useState(() => `audience-${title}`);
  const words: Record<Audience, string> = {
    [Audience.UNSPECIFIED]: "",
    [Audience.EVERYONE]: t("audience.everyone"),
    [Audience.FRIENDS]: t("audience.friends"),
    [Audience.NOBODY]: t("audience.nobody"),
  };
  return (
    <fieldset aria-label={title}>
      <CellGroup title={title} note={note}>
        {options.map((a) => (
          <Cell key={a} label title={words[a]} value={<Radio name={name} checked={a === value} onChange={() => onChange(a)} />} />
        ))}
      </CellGroup>
    </fieldset>
  );
}
