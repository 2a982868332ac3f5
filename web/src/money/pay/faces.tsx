// How stalls and people look on the pages of paying.
import type { Person } from "../../gen/alun/account/v1/account_pb";
import type { StallFace } from "../../gen/alun/pay/v1/pay_pb";
import { Avatar, avatarUrl, Icon, type Face, type IconName } from "../../kit";
import { t } from "./words";

/** The kinds of stall, in the order in which they are offered. */
export const categories = ["food", "drinks", "groceries", "clothing", "services", "transport", "arts", "other"] as const;
export type Category = (typeof categories)[number];

const looks: Record<Category, { icon: IconName; tone: string }> = {
  food: { icon: "food", tone: "#c2552d" },
  drinks: { icon: "drinks", tone: "#8a5a2b" },
  groceries: { icon: "basket", tone: "#1d7a51" },
  clothing: { icon: "clothing", tone: "#a83a7a" },
  services: { icon: "scissors", tone: "#2b6cb0" },
  transport: { icon: "bus", tone: "#3743b5" },
  arts: { icon: "arts", tone: "#7a4bb5" },
  other: { icon: "storefront", tone: "#5d6171" },
};

function known(category: string): Category {
  return (categories as readonly string[]).includes(category) ? (category as Category) : "other";
}

export function categoryName(category: string): string {
  return t(`category.${known(category)}`);
}

/** The tile of a stall: the sign of what it sells. Decoration beside its name. */
export function StallTile({ stall, size = 48 }: { stall: StallFace; size?: number }) {
  const look = looks[known(stall.category)];
  return (
    <span class="stall-tile" style={{ "--size": `${size}px`, "--tone": look.tone }}>
      <Icon name={look.icon} />
    </span>
  );
}

export function personFace(p: Person): Face {
  return { id: p.id, name: p.name, src: avatarUrl(p.avatar) };
}

/** Whom money goes to or comes from: a stall or a person, with a line below. */
export function Party({ stall, person, sub }: { stall?: StallFace; person?: Person; sub?: string }) {
  if (stall)
    return (
      <div class="party">
        <StallTile stall={stall} size={64} />
        <h2 class="party-name"><bdi>{stall.name}</bdi></h2>
        <p class="hint">{sub ?? categoryName(stall.category)}</p>
      </div>
    );
  if (!person) return null;
  return (
    <div class="party">
      <Avatar face={personFace(person)} size={64} />
      <h2 class="party-name"><bdi>{person.name}</bdi></h2>
      {(sub || person.handle) && <p class="hint">{sub ?? <bdi>@{person.handle}</bdi>}</p>}
    </div>
  );
}
