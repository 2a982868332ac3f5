// The Discover tab: what this square offers. Services move in here as they are built.
import { Button, Cell, CellGroup, Kawung, openSheet, RootBar } from "../../kit";
import { QR } from "../../kit/qr";
import { toastError } from "../../lib/errors";
import { href } from "../../lib/router";
import { openQr, shareUrl } from "../../social/account/qr-sheet";
import { server } from "../../social/account/session";
import { Square } from "../../social/account/square";
import type { WingModule } from "../wings";
import { t } from "./words";

function serverName(): string {
  return server.value?.name || "Alun";
}

function openInvite(): void {
  const url = location.origin + "/";
  void openSheet<void>(
    t("invite"),
    () => (
      <div class="my-qr">
        <QR text={url} size={256} />
        <p class="hint">
          {t("invite.text")}
          <br />
          <bdi>{url}</bdi>
        </p>
        <Button kind="soft" icon="share" onClick={() => void shareUrl(serverName(), url).catch(toastError)}>{t("share")}</Button>
      </div>
    ),
    { size: "small" },
  );
}

function Discover() {
  const info = server.value;
  return (
    <>
      <RootBar title={t("title")} />
      <div class="scroll me-scroll">
        <div class="town-card">
          <Kawung id="kawung-town" />
          <Square />
          <div class="town-words">
            <p class="town-name">{t("welcome", { name: serverName() })}</p>
            <p class="town-line">{t("line")}</p>
          </div>
        </div>
        <CellGroup title={t("pay")}>
          <Cell title={t("scan")} sub={t("scan.sub")} icon="scan" tone="#1d7a51" href={href("/me/scan?from=/discover")} />
          <Cell title={t("code")} sub={t("code.sub")} icon="barcode" tone="var(--nila)" href={href("/me/pay?from=/discover")} />
          <Cell title={t("receive")} sub={t("receive.sub")} icon="hand" tone="#b06a00" href={href("/me/receive?from=/discover")} />
          <Cell title={t("stalls")} sub={t("stalls.sub")} icon="storefront" tone="#a83a7a" href={href("/me/stalls?from=/discover")} />
        </CellGroup>
        <CellGroup title={t("you")}>
          <Cell title={t("find")} sub={t("find.sub")} icon="add-person" tone="#2b6cb0" href={href("/contacts/add")} />
          <Cell title={t("invite")} sub={t("invite.sub")} icon="megaphone" tone="#b06a00" onClick={openInvite} />
          <Cell title={t("qr")} sub={t("qr.sub")} icon="qr" tone="var(--nila)" onClick={openQr} />
        </CellGroup>
        <CellGroup title={t("about")}>
          <Cell title={t("address")} value={location.host} />
          {info?.version && <Cell title={t("version")} value={info.version} />}
          <Cell title={t("software")} value={t("free")} />
        </CellGroup>
      </div>
    </>
  );
}

const wing: WingModule = { Root: Discover, routes: [] };
export default wing;
