import type { Contact } from "../../gen/alun/contact/v1/contact_pb";
import { Avatar, avatarUrl, Icon } from "../../kit";
import { href, path } from "../../lib/router";
import { nameOf } from "./sections";
import { t } from "./words";

/** Path of a person's page. */
export function personPath(id: string): string {
  return `/contacts/${id}`;
}

export function faceOf(c: Contact) {
  return { id: c.person?.id ?? "", name: nameOf(c), src: avatarUrl(c.person?.avatar ?? "") };
}

/** A contact as one row of a list; a link to their page, or a button when onPick is given. */
export function ContactRow({ contact, onPick }: { contact: Contact; onPick?: (c: Contact) => void }) {
  const id = contact.person?.id ?? "";
  const to = personPath(id);
  const inside = (
    <>
      <Avatar face={faceOf(contact)} size={42} />
      <span class="cell-main">
        <span class="contact-name one-line">
          <bdi>{nameOf(contact)}</bdi>
          {contact.person?.scripted && <Scripted />}
        </span>
        {contact.tags.length > 0 && <span class="cell-sub one-line">{contact.tags.join(" · ")}</span>}
      </span>
    </>
  );
  return (
    <div role="listitem">
      {onPick ? (
        <button type="button" class="cell contact-row" onClick={() => onPick(contact)}>{inside}</button>
      ) : (
        <a class="cell contact-row" href={href(to)} aria-current={path.value === to || path.value.startsWith(to + "/") ? "page" : undefined}>{inside}</a>
      )}
    </div>
  );
}

/** The mark of somebody who answers by itself. */
export function Scripted() {
  return (
    <span class="contact-mark" role="img" aria-label={t("scripted")} title={t("scripted")}>
      <Icon name="robot" />
    </span>
  );
}
