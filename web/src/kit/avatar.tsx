import { useState } from "preact/hooks";
import { faceColor, initial } from "./avatar-color";
import { Icon } from "./icon";

export interface Face {
  /** Decides the colour when there is no picture. */
  id: string;
  name: string;
  /** Address of the picture; none or a broken one shows the letter. */
  src?: string;
}

/** Address of a stored picture by its hash, as Person.avatar holds it. */
export function avatarUrl(hash: string): string | undefined {
  return hash ? `/avatar/${hash}` : undefined;
}

/** The address of a stored picture in the size that size CSS px need: the server scales. Faces of lists share one size. */
export function scaled(src: string, size: number): string {
  if (!src.startsWith("/avatar/")) return src;
  return `${src}?s=${size <= 64 ? 128 : size <= 128 ? 256 : 512}`;
}

function Inside({ face, size }: { face: Face; size: number }) {
  const [broken, setBroken] = useState("");
  if (face.src && broken !== face.src) return <img src={scaled(face.src, size)} alt="" decoding="async" draggable={false} onError={() => setBroken(face.src!)} />;
  const letter = initial(face.name);
  return letter ? <>{letter}</> : <Icon name="person" />;
}

function ground(face: Face) {
  return face.src ? undefined : { background: faceColor(face.id) };
}

/** A person's picture. Decoration beside a name; give label where it stands alone. */
export function Avatar({ face, size = 48, online, label }: { face: Face; size?: number; online?: boolean; label?: string }) {
  return (
    <span class="avatar" style={{ "--size": `${size}px` }} role={label ? "img" : undefined} aria-label={label} aria-hidden={label ? undefined : "true"}>
      <span class="avatar-face" style={ground(face)}>
        <Inside face={face} size={size} />
      </span>
      {online && <span class="avatar-dot" />}
    </span>
  );
}

/** A group's picture: its own, or up to four of its members' faces like the tiles of the mark. */
export function GroupAvatar({ face, members, size = 48, label }: { face: Face; members: readonly Face[]; size?: number; label?: string }) {
  if (face.src || members.length < 2) return <Avatar face={members.length === 1 && !face.src ? members[0]! : face} size={size} label={label} />;
  const shown = members.slice(0, 4);
  return (
    <span class="avatar" style={{ "--size": `${size}px` }} role={label ? "img" : undefined} aria-label={label} aria-hidden={label ? undefined : "true"}>
      <span class={`avatar-face avatar-mosaic has-${shown.length}`}>
        {shown.map((m) => (
          <span key={m.id} style={ground(m)}>
            <Inside face={m} size={size / 2} />
          </span>
        ))}
      </span>
    </span>
  );
}
