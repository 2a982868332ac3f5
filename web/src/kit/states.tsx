import type { ComponentChildren } from "preact";
import { count } from "../lib/format";
import { Button } from "./button";
import { Icon, type IconName } from "./icon";
import { Art, type ArtName } from "./art";
import { k } from "./words";

/** Something is under way inside a small thing, such as a button. Screens use Skeleton. */
export function Spinner() {
  return <span class="spinner" aria-hidden="true" />;
}

/** A number in red; muted is grey, dot has no number. Nothing for 0. */
export function Badge({ n, kind }: { n: number; kind?: "muted" | "dot" }) {
  if (n <= 0) return null;
  if (kind === "dot") return <span class="badge is-dot" role="img" aria-label={k("unread", { n })} />;
  return (
    <span class={`badge${kind ? " is-muted" : ""}`}>
      <span aria-hidden="true">{count(n)}</span>
      <span class="sr">{k("unread", { n })}</span>
    </span>
  );
}

/** A grey shape where content will be; width and height are CSS lengths. */
export function Skeleton({ width = "100%", height = "1em" }: { width?: string; height?: string }) {
  return <span class="skeleton" style={{ inlineSize: width, blockSize: height }} />;
}

/** Rows with an avatar while a list loads. */
export function SkeletonList({ rows = 8 }: { rows?: number }) {
  return (
    <div role="status" aria-label={k("loading")}>
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} class="skeleton-row">
          <span class="skeleton" />
          <div class="skeleton-lines">
            <Skeleton width={`${[42, 30, 52, 36][i % 4]}%`} height="0.9em" />
            <Skeleton width={`${[78, 64, 56, 82][i % 4]}%`} height="0.75em" />
          </div>
        </div>
      ))}
    </div>
  );
}

/** Nothing here yet, and what to do about it. */
export function EmptyState({ art, title, text, children }: { art: ArtName; title: string; text?: string; children?: ComponentChildren }) {
  return (
    <div class="state">
      <Art name={art} />
      <h2 class="state-title">{title}</h2>
      {text && <p class="state-text">{text}</p>}
      {children}
    </div>
  );
}

/** Something failed: what, the reference for the operator, and a way to try again. */
export function ErrorState({ title, text, reference, onRetry }: { title?: string; text?: string; reference?: string; onRetry?: () => void }) {
  return (
    <div class="state" role="alert">
      <Art name="broken" />
      <h2 class="state-title">{title ?? k("failed")}</h2>
      {text && <p class="state-text">{text}</p>}
      {reference && <p class="hint num">{k("reference", { ref: reference })}</p>}
      {onRetry && (
        <Button kind="soft" icon="refresh" onClick={onRetry}>
          {k("retry")}
        </Button>
      )}
    </div>
  );
}

/** A line across the top: offline, connecting, a demo server. */
export function Banner({ icon, tone, children }: { icon?: IconName; tone?: "demo" | "bad"; children: ComponentChildren }) {
  return (
    <div class={`banner${tone ? " is-" + tone : ""}`} role="status">
      {icon && <Icon name={icon} />}
      <span class="grow">{children}</span>
    </div>
  );
}
