import { useEffect, useState } from "preact/hooks";
import { FriendRequest_State as State, type FriendRequest } from "../../gen/alun/contact/v1/contact_pb";
import { actionSheet, Avatar, avatarUrl, Button, EmptyState, ErrorState, IconButton, Page, SkeletonList, TopBar } from "../../kit";
import { explain, toastError } from "../../lib/errors";
import { stamp } from "../../lib/format";
import { href, navigate } from "../../lib/router";
import { ms } from "../../lib/rpc";
import { toast } from "../../lib/toast";
import { personPath } from "./row";
import { Answer, contactOf, failure, moreRequests, refresh, requests, seeRequests, service, take } from "./store";
import { t } from "./words";

/** New friends: who asked to become one's friend, and whom one has asked. */
export function RequestsPage() {
  const list = requests.value;
  const [end, setEnd] = useState(false);
  useEffect(() => void seeRequests().catch(() => undefined), [list]);
  const bar = (
    <TopBar title={t("newFriends")}>
      <IconButton icon="add-person" label={t("add")} onClick={() => navigate("/contacts/add")} />
    </TopBar>
  );
  if (!list) return <Page bar={bar}>{failure.value ? <ErrorState text={explain(failure.value)} onRetry={() => void refresh()} /> : <SkeletonList />}</Page>;
  if (list.length === 0)
    return (
      <Page bar={bar}>
        <EmptyState art="people" title={t("requests.empty")} text={t("requests.emptyText")}>
          <Button icon="add-person" onClick={() => navigate("/contacts/add")}>{t("add")}</Button>
        </EmptyState>
      </Page>
    );
  return (
    <Page bar={bar}>
      <ul class="requests">
        {list.map((r) => <Row key={r.id + r.incoming} request={r} />)}
      </ul>
      {list.length >= 50 && !end && (
        <div class="requests-more">
          <Button kind="quiet" onClick={() => void moreRequests().then((more) => setEnd(!more), toastError)}>{t("requests.more")}</Button>
        </div>
      )}
    </Page>
  );
}

/** Accepts a request and says so; its person's page then offers to write. */
export async function accept(r: FriendRequest): Promise<void> {
  try {
    const got = await service.answerRequest({ id: r.id, answer: Answer.ACCEPT });
    take(got.contact);
    toast(t("ask.friends"), { tone: "good" });
  } catch (e) {
    toastError(e);
  }
  await refresh();
}

async function answer(r: FriendRequest, how: Answer): Promise<void> {
  await service.answerRequest({ id: r.id, answer: how }).catch(toastError);
  await refresh();
}

const words: Partial<Record<State, "requests.waiting" | "requests.accepted" | "requests.declined" | "requests.ignored" | "requests.expired">> = {
  [State.WAITING]: "requests.waiting",
  [State.ACCEPTED]: "requests.accepted",
  [State.DECLINED]: "requests.declined",
  [State.IGNORED]: "requests.ignored",
  [State.EXPIRED]: "requests.expired",
};
const vias = new Set(["handle", "phone", "qr", "group", "card", "chat"]);

function Row({ request: r }: { request: FriendRequest }) {
  const [busy, setBusy] = useState(false);
  const person = r.person!;
  const name = contactOf(person.id)?.remark || person.name;
  const open = r.incoming && (r.state === State.WAITING || r.state === State.DECLINED || r.state === State.IGNORED);
  const options = () =>
    void actionSheet(t("requests.options"), [
      { label: t("requests.decline"), icon: "close", run: () => void answer(r, Answer.DECLINE) },
      { label: t("requests.ignore"), sub: t("requests.ignoreSub"), icon: "hide", run: () => void answer(r, Answer.IGNORE) },
    ]);
  return (
    <li class={`request${r.incoming && !r.seen ? " is-fresh" : ""}`}>
      <a class="request-who" href={href(personPath(person.id))}>
        <Avatar face={{ id: person.id, name, src: avatarUrl(person.avatar) }} size={48} />
        <span class="cell-main">
          <span class="request-line">
            <bdi class="contact-name one-line">{name}</bdi>
            <time class="hint">{stamp(ms(r.atMs))}</time>
          </span>
          {r.note && <span class="request-note">{r.incoming ? t("requests.noteIn", { note: r.note }) : t("requests.noteOut", { note: r.note })}</span>}
          {r.incoming && vias.has(r.via) && <span class="hint request-via">{t(`via.${r.via as "qr"}`)}</span>}
        </span>
      </a>
      <div class="request-do">
        {open && r.state === State.WAITING ? (
          <>
            <Button size="small" busy={busy} onClick={() => { setBusy(true); void accept(r).finally(() => setBusy(false)); }}>{t("requests.accept")}</Button>
            <IconButton icon="more" small label={t("requests.options")} onClick={options} />
          </>
        ) : (
          <>
            <span class="hint">{words[r.state] && t(words[r.state]!)}</span>
            {open && <Button size="small" kind="soft" busy={busy} onClick={() => { setBusy(true); void accept(r).finally(() => setBusy(false)); }}>{t("requests.accept")}</Button>}
          </>
        )}
      </div>
    </li>
  );
}
