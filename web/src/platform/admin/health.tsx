import { useEffect } from "preact/hooks";
import { Banner, ErrorState, IconButton, SkeletonList } from "../../kit";
import { explain } from "../../lib/errors";
import { ago, bytes, number } from "../../lib/format";
import { useLoad } from "../../lib/load";
import { ms } from "../../lib/rpc";
import { admin } from "./service";
import { t } from "./words";

const everyMs = 15_000;

/** How the server is doing, asked again every 15 seconds while the page is looked at. */
export function HealthPage() {
  const { data: h, error, reload } = useLoad(() => admin.getHealth({}));
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && reload(), everyMs);
    return () => clearInterval(timer);
  }, []);
  if (!h) return error ? <ErrorState text={explain(error)} onRetry={reload} /> : <SkeletonList rows={4} />;
  const facts: [string, string][] = [
    [t("health.accounts"), number(Number(h.accounts))],
    [t("health.chats"), number(Number(h.chats))],
    [t("health.entries"), number(Number(h.entries))],
    [t("health.live"), number(h.liveConnections)],
    [t("health.jobs"), number(h.waitingJobs)],
    [t("health.dead"), number(h.deadJobs)],
    [t("health.memory"), bytes(Number(h.memoryBytes))],
    [t("health.size"), h.databaseBytes ? bytes(Number(h.databaseBytes)) : "–"],
    [t("health.engine"), h.engine === "sqlite" ? "SQLite" : "PostgreSQL"],
    [t("health.version"), h.version],
    [t("health.up"), ago(ms(h.startedAtMs))],
    [t("health.nodes"), h.nodes.length ? number(h.nodes.length) : "1"],
  ];
  return (
    <div class="scroll desk-page">
      <div class="desk-bar">
        <h2 class="desk-h">{t("health")}</h2>
        <IconButton icon="refresh" label={t("refresh")} onClick={reload} />
      </div>
      {h.deadJobs > 0 || error ? <Banner icon="warning" tone="bad">{error ? explain(error) : t("health.badText", { n: h.deadJobs })}</Banner> : <p class="desk-good"><span aria-hidden="true" />{t("health.good")}</p>}
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name} class="fact">
            <dt>{name}</dt>
            <dd class="num">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
