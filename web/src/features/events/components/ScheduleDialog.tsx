import { useState } from 'react';
import { usePortal, zoneOf } from '@/api/portal';
import { toProblem } from '@/api/problem';
import { Check } from '@/components/Choices';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { useSchedule, type EventDetails } from '../api';
import { text } from '../text';
import { WhatGoesOut } from './WhatGoesOut';

export const isTooSoon = (error: unknown): boolean => error !== null && toProblem(error).document.type.endsWith('event-too-soon');

/** Says what goes out to whom and when; where the promised notice cannot be kept, asks whether it is meant. */
export function ScheduleDialog({ event, onDone, onClose }: { event: EventDetails; onDone?: () => void; onClose: () => void }) {
  const portal = usePortal();
  const schedule = useSchedule(event.id);
  const [isLate, setIsLate] = useState(false);
  return (
    <ConfirmDialog
      title={text.scheduleTitle(event.name)}
      action={text.schedule}
      error={schedule.error}
      isBusy={schedule.isPending}
      onClose={onClose}
      onConfirm={() => {
        // The page may be drawn anew before this answers: what is no draft any more has no dialog.
        void schedule.mutateAsync(isLate).then(onDone ?? onClose, () => undefined);
      }}
    >
      {portal.data && <WhatGoesOut event={event} zone={zoneOf(portal.data.time_zone)} />}
      {(isTooSoon(schedule.error) || isLate) && <Check label={`${text.scheduleAnyway}. ${text.tooSoon}`} isChecked={isLate} onChange={setIsLate} />}
    </ConfirmDialog>
  );
}
