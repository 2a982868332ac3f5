import { amountParts, speakAmount, type Amount } from "./amount";

/** More characters than this, with their separators, are drawn smaller, so that no phone is too narrow for an amount. */
const longest = 11;

/** A large amount: the figure big, its symbol small; spoken by the currency's name. */
export function Figure({ amount, hidden, hiddenLabel }: { amount: Amount; hidden?: boolean; hiddenLabel?: string }) {
  const { sign, symbol, figure, symbolFirst } = amountParts(amount);
  const mark = <span class="figure-symbol">{symbol}</span>;
  return (
    <span class={`figure${figure.length > longest ? " is-long" : ""}`}>
      <span class="sr">{hidden ? hiddenLabel : speakAmount(amount)}</span>
      <span aria-hidden="true" class="figure">
        {symbolFirst && mark}
        <span>{hidden ? "••••••" : sign + figure}</span>
        {!symbolFirst && mark}
      </span>
    </span>
  );
}
