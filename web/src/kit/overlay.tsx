// What opens on a call and answers with a promise: menus, questions, pickers.
import { render, type VNode } from "preact";

/** How long a closing sheet may take to leave, in ms; as --slow. */
export const leaveMs = 320;

/**
 * Draws something over the page until it calls close. It is put into the topmost open dialog, if
 * any: what lies outside a modal dialog cannot be reached. It is drawn for lingerMs more, in which it may leave.
 */
export function openOverlay<T>(draw: (close: (answer?: T) => void) => VNode, lingerMs = leaveMs + 40): Promise<T | undefined> {
  return new Promise((resolve) => {
    const dialogs = document.querySelectorAll("dialog[open]");
    const host = dialogs[dialogs.length - 1] ?? document.body;
    const box = document.createElement("div");
    host.append(box);
    let open = true;
    const close = (answer?: T) => {
      if (!open) return;
      open = false;
      resolve(answer);
      setTimeout(() => {
        render(null, box);
        box.remove();
      }, lingerMs);
    };
    render(draw(close), box);
  });
}

/** The browser's Back leaves what lies over a page together with the page: a question about it would be left hanging over another. */
export function closeOnBack(): void {
  window.addEventListener("popstate", () => {
    // As Esc does, the innermost first.
    for (const d of [...document.querySelectorAll("dialog[open]")].reverse()) d.dispatchEvent(new Event("cancel", { cancelable: true }));
  });
}
