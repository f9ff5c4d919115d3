import { Figures, type Figure } from '@/components/Page';
import { formatDollars, formatNumber } from '@/lib/format';
import type { Settlement } from '../api';
import { text } from '../text';

/** Sums of a settlement; a member's are of its own meters. */
export function Totals({ totals, isStaff }: { totals: Settlement['totals']; isStaff: boolean }) {
  const figures: Figure[] = [
    { name: isStaff ? text.credit : text.ownCredit, value: formatDollars(totals.credit) },
    { name: text.delivered, value: text.quantity(totals.delivered_kw), unit: text.kw, say: text.ofNominated(text.quantity(totals.nominated_kw)) },
    ...(isStaff ? [{ name: text.saving, value: formatDollars(totals.provider_saving) }] : []),
    { name: text.lines, value: formatNumber(totals.settled), say: text.ofLines(totals.lines) },
  ];
  return <Figures figures={figures} />;
}
