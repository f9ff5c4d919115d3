import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { Button, ButtonLink } from '@/components/Button';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { useCancel, useDeleteEvent, type EventDetails } from '../api';
import { text } from '../text';
import { ReasonDialog } from './ReasonDialog';
import { ScheduleDialog } from './ScheduleDialog';

type Doing = 'schedule' | 'cancel' | 'remove';
const MAY_CANCEL: ReadonlySet<EventDetails['state']> = new Set(['scheduled', 'notified', 'active']);

interface DialogProps {
  event: EventDetails;
  onClose: () => void;
}

function RemoveDialog({ event, onClose }: DialogProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useDeleteEvent(event.id);
  return (
    <ConfirmDialog
      title={text.removeTitle(event.name)}
      action={text.remove}
      error={remove.error}
      isBusy={remove.isPending}
      onClose={onClose}
      onConfirm={() => {
        remove.mutate(undefined, {
          onSuccess: () => {
            navigate('/events');
            client.removeQueries({ queryKey: ['mine', 'event', event.id] });
            void client.invalidateQueries({ queryKey: ['mine'] });
          },
        });
      }}
    >
      <p>{text.removeDetail}</p>
    </ConfirmDialog>
  );
}

function CancelDialog({ event, onClose }: DialogProps) {
  const cancel = useCancel(event.id);
  return (
    <ReasonDialog
      title={text.cancelTitle(event.name)}
      action={text.cancelNow}
      label={text.cancelReason}
      help={text.cancelReasonHelp}
      error={cancel.error}
      isBusy={cancel.isPending}
      onClose={onClose}
      onConfirm={(reason) => {
        cancel.mutate(reason, { onSuccess: onClose });
      }}
    >
      {event.state === 'scheduled' ? text.cancelUntold : text.cancelTold}
    </ReasonDialog>
  );
}

const DIALOGS = { schedule: ScheduleDialog, cancel: CancelDialog, remove: RemoveDialog };

/** What the system administrator may do with the event as it stands. */
export function EventActions({ event }: { event: EventDetails }) {
  const [doing, setDoing] = useState<Doing>();
  const Opened = doing && DIALOGS[doing];
  const button = (what: Doing, word: string, isPrimary = false) => (
    <Button isPrimary={isPrimary} onClick={() => { setDoing(what); }}>
      {word}
    </Button>
  );
  return (
    <>
      {event.state === 'draft' && (
        <>
          {button('remove', text.remove)}
          <ButtonLink to={`/events/${event.id}/edit`}>{text.edit}</ButtonLink>
          {button('schedule', text.schedule, true)}
        </>
      )}
      {MAY_CANCEL.has(event.state) && button('cancel', text.cancel)}
      {Opened && <Opened event={event} onClose={() => { setDoing(undefined); }} />}
    </>
  );
}
