import { useEffect, useState } from "preact/hooks";
import { ErrorState, Kawung, Mark, Segmented } from "../../kit";
import { explain } from "../../lib/errors";
import { lang, langs, setLang } from "../../lib/i18n";
import type { StartSignInResponse } from "../../gen/alun/account/v1/account_pb";
import { CodeStep } from "./code-step";
import { Restore } from "./restore";
import { needServer, server, session } from "./session";
import { SignIn } from "./signin";
import { OtherAccounts } from "./others";
import { Square } from "./square";
import { Welcome } from "./welcome";
import { t } from "./words";

/** What stands before the app: sign in, choose a name, or take back a deletion. */
export function Door() {
  const [sent, setSent] = useState<StartSignInResponse | null>(null);
  const [failed, setFailed] = useState("");
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    setFailed("");
    needServer().catch((e) => setFailed(explain(e)));
  }, [turn]);
  const step = () => {
    if (session.value === "new") return <Welcome />;
    if (session.value === "leaving") return <Restore />;
    if (failed) return <ErrorState text={failed} onRetry={() => setTurn(turn + 1)} />;
    if (!server.value) return <div class="door-wait" role="status" />;
    if (sent) return <CodeStep sent={sent} onBack={() => setSent(null)} />;
    return <SignIn onSent={setSent} />;
  };
  return (
    <div class="door">
      <aside class="door-cover">
        <Kawung id="kawung-door" />
        <div class="door-brand">
          <Mark size={52} />
          <p class="door-name">{server.value?.name || "Alun"}</p>
          <p class="door-line">{t("door.line")}</p>
        </div>
        <Square />
      </aside>
      <main class="door-main scroll">
        <div class="door-form">
          {step()}
          {session.value !== "leaving" && <OtherAccounts />}
        </div>
        <footer class="door-foot">
          <Segmented label={t("language")} value={lang.value} onChange={setLang} options={langs.map((l) => ({ value: l, label: { id: "Indonesia", en: "English", zh: "中文" }[l] }))} />
        </footer>
      </main>
    </div>
  );
}
