import { useState } from "preact/hooks";
import type { ServerSettings } from "../../gen/alun/admin/v1/admin_pb";
import { Button, Cell, CellGroup, ErrorState, SkeletonList, Switch, TextField } from "../../kit";
import { explain } from "../../lib/errors";
import { useLoad } from "../../lib/load";
import { toast } from "../../lib/toast";
import { server } from "../../social/account/session";
import { admin } from "./service";
import { t } from "./words";

const nameMax = 40;

/** Name, sign-up and country code of the server. */
export function SettingsPage() {
  const { data, error, reload } = useLoad(async () => (await admin.getSettings({})).settings!);
  if (!data) return error ? <ErrorState text={explain(error)} onRetry={reload} /> : <SkeletonList rows={3} />;
  return <Form now={data} />;
}

function Form({ now }: { now: ServerSettings }) {
  const [saved, setSaved] = useState(now);
  const [name, setName] = useState(now.name);
  const [code, setCode] = useState(now.defaultCountryCode);
  const [open, setOpen] = useState(now.openSignUp);
  const [bad, setBad] = useState("");
  const [busy, setBusy] = useState(false);
  const dirty = name.trim() !== saved.name || code !== saved.defaultCountryCode || open !== saved.openSignUp;
  const save = async (e: Event) => {
    e.preventDefault();
    setBusy(true);
    setBad("");
    try {
      const got = (await admin.updateSettings({ name: name.trim(), defaultCountryCode: code, openSignUp: open })).settings!;
      setSaved(got);
      setName(got.name);
      setCode(got.defaultCountryCode);
      if (server.value) server.value = { ...server.value, name: got.name };
      toast(t("saved"), { tone: "good" });
    } catch (e) {
      setBad(explain(e));
    }
    setBusy(false);
  };
  return (
    <div class="scroll desk-page">
      <h2 class="desk-h">{t("settings")}</h2>
      <form class="stack" onSubmit={(e) => void save(e)}>
        <TextField label={t("settings.name")} value={name} onValue={setName} max={nameMax} maxLength={nameMax} note={t("settings.nameNote")} />
        <div class="desk-wide">
          <CellGroup>
            <Cell label title={t("settings.open")} sub={t("settings.openNote")} value={<Switch checked={open} onChange={setOpen} label={t("settings.open")} />} />
          </CellGroup>
        </div>
        <TextField label={t("settings.code")} value={code} onValue={(v) => setCode(v.replace(/\D/g, ""))} prefix="+" inputMode="numeric" maxLength={3} note={t("settings.codeNote")} />
        {bad && <p class="field-note is-bad" role="alert">{bad}</p>}
        <Button type="submit" size="large" busy={busy} disabled={!dirty || !name.trim() || !code}>{t("save")}</Button>
      </form>
    </div>
  );
}
