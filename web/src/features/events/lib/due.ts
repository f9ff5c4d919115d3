/** Whether the portal's clock is about to move the event on. */
import { fromIso } from '@/lib/time';
import type { EventDetails } from '../api';

type Life = Pick<EventDetails, 'state' | 'notice' | 'start' | 'end'>;

export function isStepDue({ state, notice, start, end }: Life, now: number): boolean {
  const isPast = (iso: string | null): boolean => iso !== null && fromIso(iso) <= now;
  if (state === 'scheduled') return isPast(notice) || isPast(start);
  return (state === 'notified' && isPast(start)) || (state === 'active' && isPast(end));
}
