import { type Currency, formatMoney } from "@omnisum/core";

const SHOWN_DECIMALS = 6;

/** An amount with six decimals at most, rounded toward zero, for columns that people compare: `9999.991715 ETH`. */
export function formatRounded(amount: bigint, { symbol, decimals }: Currency): string {
  if (decimals <= SHOWN_DECIMALS) return formatMoney(amount, { symbol, decimals });
  const shown = amount / 10n ** BigInt(decimals - SHOWN_DECIMALS);
  return formatMoney(shown, { symbol, decimals: SHOWN_DECIMALS });
}
