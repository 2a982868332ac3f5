import type { ButtonHTMLAttributes, ComponentChildren } from "preact";
import { Icon, type IconName } from "./icon";
import { Spinner } from "./states";

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "icon" | "size"> {
  kind?: "primary" | "soft" | "quiet" | "plain" | "danger" | "danger-soft";
  size?: "small" | "large";
  wide?: boolean;
  /** Shows a spinner in place of the words and takes no click. */
  busy?: boolean;
  icon?: IconName;
  children: ComponentChildren;
}

/** A button with words. Its type is "button" unless said otherwise. */
export function Button({ kind = "primary", size, wide, busy, icon, children, class: cls, disabled, ...rest }: ButtonProps) {
  const names = ["button", `is-${kind}`, size && `is-${size}`, wide && "is-wide", busy && "is-busy", cls];
  return (
    <button type="button" {...rest} class={names.filter(Boolean).join(" ")} disabled={Boolean(disabled) || busy} aria-busy={busy || undefined}>
      {icon && <Icon name={icon} class="button-icon" />}
      <span>{children}</span>
      {busy && <Spinner />}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "icon" | "label"> {
  icon: IconName;
  /** Its name for screen readers and its tooltip. */
  label: string;
  kind?: "plain" | "filled" | "soft";
  small?: boolean;
  fill?: boolean;
}

/** A round button with an icon only; 44 px under a finger. */
export function IconButton({ icon, label, kind = "plain", small, fill, class: cls, ...rest }: IconButtonProps) {
  return (
    <button type="button" {...rest} class={`icon-button is-${kind}${small ? " is-small" : ""}${cls ? ` ${String(cls)}` : ""}`} aria-label={label} title={label}>
      <Icon name={icon} fill={fill} />
    </button>
  );
}
