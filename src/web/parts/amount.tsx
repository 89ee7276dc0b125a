/** An amount with its currency: figures of one width, the currency quieter than the figures. */
import { amountText } from '../words.ts';

export function Amount(props: { amount: string; currency?: string; className?: string }) {
  return (
    <span className={`tabular-nums whitespace-nowrap ${props.className ?? ''}`}>
      {amountText(props.amount)}
      {props.currency === undefined ? null : (
        <span className="ml-1 text-xs text-soft">{props.currency}</span>
      )}
    </span>
  );
}
