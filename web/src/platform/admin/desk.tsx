// The operator's desk: a page of its own at /admin, in a chunk that nobody else fetches.
import { useEffect, useRef } from "preact/hooks";
import { Role } from "../../gen/alun/account/v1/account_pb";
import { Button, EmptyState, ErrorState, Icon, SkeletonList, type IconName } from "../../kit";
import { Mark } from "../../kit/mark";
import { addErrorWords } from "../../lib/errors";
import { lazy } from "../../lib/lazy";
import { href, match, navigate, path } from "../../lib/router";
import { loadSheet } from "../../lib/sheet";
import { moneySheet } from "../../money/style";
import { t as shell } from "../../shell/words";
import { me, server } from "../../social/account/session";
import { AuditPage } from "./audit";
import { HealthPage } from "./health";
import moneyDeskSheet from "./money/money.css?sheet";
import { PeoplePage } from "./people";
import { SettingsPage } from "./settings";
import { errorWords, t } from "./words";

addErrorWords(errorWords);

const MoneyDesk = lazy(
  () => Promise.all([import("./money/desk"), moneySheet(), loadSheet(moneyDeskSheet)]).then(([m]) => m.MoneyDesk),
  () => <SkeletonList rows={4} />,
  (retry) => <ErrorState text={shell("chunk")} onRetry={retry} />,
);

const sections = [
  { at: "/admin", key: "people", icon: "people" },
  { at: "/admin/money", key: "money", icon: "coins" },
  { at: "/admin/settings", key: "settings", icon: "settings" },
  { at: "/admin/health", key: "health", icon: "heart" },
  { at: "/admin/audit", key: "audit", icon: "history" },
] as const satisfies readonly { at: string; key: string; icon: IconName }[];

export function Desk() {
  const nav = useRef<HTMLElement>(null);
  useEffect(() => nav.current?.querySelector("[aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" }), [path.value]);
  if (me.value?.role !== Role.OPERATOR)
    return (
      <main class="desk-denied">
        <EmptyState art="keys" title={t("denied.title")} text={t("denied.text")}>
          <Button kind="soft" onClick={() => navigate("/")}>{t("back")}</Button>
        </EmptyState>
      </main>
    );
  const person = match("/admin/people/:id", path.value)?.id;
  const inside = sections.filter((s) => path.value === s.at || path.value.startsWith(s.at + "/"));
  const section = inside.find((s) => s.key !== "people")?.key ?? "people"; // every page of the desk lies below the people's
  return (
    <div class={`desk${person ? " has-person" : ""}`}>
      <header class="desk-head">
        <Mark size={32} />
        <span class="grow">
          <h1 class="desk-title one-line">{t("desk")}</h1>
          <span class="hint one-line">{server.value?.name}</span>
        </span>
        <a class="desk-back" href={href("/")}><Icon name="back" /><span>{t("back")}</span></a>
      </header>
      <nav ref={nav} class="desk-nav" aria-label={t("sections")}>
        {sections.map((s) => (
          <a key={s.key} class="desk-link" href={href(s.at)} aria-current={section === s.key ? "page" : undefined}>
            <Icon name={s.icon} />
            <span>{t(s.key)}</span>
          </a>
        ))}
        <p class="desk-privacy hint">{t("privacy")}</p>
      </nav>
      <main class="desk-main">
        {section === "people" && <PeoplePage person={person} />}
        {section === "money" && <MoneyDesk />}
        {section === "settings" && <SettingsPage />}
        {section === "health" && <HealthPage />}
        {section === "audit" && <AuditPage />}
      </main>
    </div>
  );
}
