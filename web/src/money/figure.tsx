import { amountParts, speakAmount, type Amount } from "./amount";

/** A large amount: the figure big, its symbol small, as large as its box has room for; spoken by the currency's name. */
export function Figure({ amount, hidden, hiddenLabel }: { amount: Amount; hidden?: boolean; hiddenLabel?: string }) {
  const { sign, symbol, figure, symbolFirst } = amountParts(amount);
  const mark = <span class="figure-symbol">{symbol}</span>;
  return (
    <span class="figure is-fit" style={{ "--chars": hidden ? "8" : String(sign.length + symbol.length + figure.length) }}>
      <span class="sr">{hidden ? hiddenLabel : speakAmount(amount)}</span>
      <span aria-hidden="true" class="figure">
        {symbolFirst && mark}
        <span>{hidden ? "••••••" : sign + figure}</span>
        {!symbolFirst && mark}
      </span>
    </span>
  );
}
