import { Role } from "../../gen/alun/account/v1/account_pb";
import { Avatar, avatarUrl, Cell, CellGroup, Icon, IconButton, Kawung, RootBar } from "../../kit";
import { href, path } from "../../lib/router";
import { canInstall, install } from "../../shell/install";
import { openQr } from "./qr-sheet";
import { onMe } from "./parts";
import { me, server } from "./session";
import { openSetupCode } from "./setup-code";
import { openSwitcher } from "./switcher";
import { t } from "./words";

const rows = [
  { to: "/me/profile", icon: "card", key: "profile", tone: "var(--nila)" },
  { to: "/me/privacy", icon: "shield", key: "privacy", tone: "#1d7a51" },
  { to: "/me/devices", icon: "device", key: "devices", tone: "#2b6cb0" },
  { to: "/me/sign-in", icon: "key", key: "ways", tone: "#b06a00" },
  { to: "/me/looks", icon: "palette", key: "looks", tone: "#a83a7a" },
  { to: "/me/data", icon: "file", key: "data", tone: "#5d6171" },
] as const;

/** The root of the Me tab. */
export function Me() {
  const person = me.value?.person;
  if (!person) return null;
  const operator = me.value!.role === Role.OPERATOR;
  return (
    <>
      <RootBar title={t("me")}>
        <IconButton icon="swap" label={t("accounts")} onClick={openSwitcher} />
      </RootBar>
      <div class="scroll me-scroll">
        <div class="me-card">
          <Kawung id="kawung-me" />
          <a class="me-who" href={href("/me/profile")}>
            <Avatar face={{ id: person.id, name: person.name, src: avatarUrl(person.avatar) }} size={64} />
            <span class="grow">
              <span class="me-name one-line"><bdi>{person.name}</bdi></span>
              <span class="me-handle one-line">{person.handle ? <bdi>@{person.handle}</bdi> : t("me.noHandle")}</span>
            </span>
          </a>
          <button type="button" class="me-qr" aria-label={t("qr")} title={t("qr")} onClick={openQr}>
            <Icon name="qr" />
          </button>
          {person.about && <p class="me-about"><bdi>{person.about}</bdi></p>}
        </div>
        {onMe.value.map((Part, i) => (
          <Part key={i} />
        ))}
        <CellGroup>
          {rows.map((r) => (
            <Cell key={r.to} title={t(r.key)} icon={r.icon} tone={r.tone} href={href(r.to)} current={path.value.startsWith(r.to)} />
          ))}
        </CellGroup>
        {(operator || server.value?.needsOperator || canInstall()) && (
          <CellGroup>
            {operator && <Cell title={t("desk")} sub={t("desk.sub")} icon="wrench" tone="var(--red)" href={href("/admin")} />}
            {server.value?.needsOperator && !operator && <Cell title={t("setup")} sub={t("setup.sub")} icon="wrench" tone="#b06a00" onClick={openSetupCode} />}
            {canInstall() && <Cell title={t("install")} sub={t("install.sub")} icon="install" tone="var(--nila)" onClick={() => void install()} />}
          </CellGroup>
        )}
        <p class="me-foot hint num">{[server.value?.name, server.value?.version].filter(Boolean).join(" · ")}</p>
      </div>
    </>
  );
}
