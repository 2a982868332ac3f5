import { Cell, CellGroup, Page, Radio, Segmented, TopBar } from "../../kit";
import { langChoice, langNames, langs, setLang } from "../../lib/i18n";
import { setTheme, theme } from "../../lib/theme";
import { saveSettings } from "./privacy";
import { t } from "./words";

/** Language and colours. The language goes with the account, the colours stay with the device. */
export function LooksPage() {
  const choose = (l: string) => {
    setLang(l);
    void saveSettings({ language: l });
  };
  return (
    <Page bar={<TopBar title={t("looks")} />}>
      <CellGroup title={t("theme")} note={t("theme.note")}>
        <div class="looks-theme">
          <Segmented
            label={t("theme")}
            value={theme.value}
            onChange={setTheme}
            options={[
              { value: "system", label: t("theme.system") },
              { value: "light", label: t("theme.light") },
              { value: "dark", label: t("theme.dark") },
            ]}
          />
        </div>
      </CellGroup>
      <fieldset aria-label={t("language")}>
        <CellGroup title={t("language")} note={t("language.note")}>
          <Cell label title={t("language.auto")} value={<Radio name="language" checked={langChoice.value === ""} onChange={() => choose("")} />} />
          {langs.map((l) => (
            <Cell key={l} label title={<span lang={l}>{langNames[l]}</span>} value={<Radio name="language" checked={langChoice.value === l} onChange={() => choose(l)} />} />
          ))}
        </CellGroup>
      </fieldset>
    </Page>
  );
}
