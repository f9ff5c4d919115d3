import { useQuery } from '@tanstack/react-query';
import { useMay } from '@/api/useMay';
import { Button } from '@/components/Button';
import { Card } from '@/components/Card';
import { Notice, ProblemNotice } from '@/components/Notice';
import { useMoments } from '@/lib/moments';
import { acknowledgementsQuery, useAcknowledge, type Acknowledgements, type EventDetails } from '../api';
import { text } from '../text';

const IS_TO_COME: ReadonlySet<EventDetails['state']> = new Set(['scheduled', 'notified', 'active']);

/** For the staff: who has read the call, and above all who has not. */
function Everybody({ all }: { all: Acknowledgements }) {
  const waiting = all.rows.filter(({ made }) => made === null).map(({ holder }) => holder || text.nobodysMeter);
  return (
    <Card title={text.acknowledgements} say={text.acknowledgedBy(all.acknowledged, all.called)}>
      {waiting.length > 0 && <p>{text.notAcknowledged(waiting)}</p>}
    </Card>
  );
}

/** For whoever is called: a button as long as nobody has pressed it. */
function Own({ id, all }: { id: number; all: Acknowledgements }) {
  const acknowledge = useAcknowledge(id);
  const { time } = useMoments();
  const own = all.rows[0];
  if (!own) return null;
  if (own.made) return <Notice kind="good">{text.acknowledged(own.made_by ?? '', time(own.made))}</Notice>;
  const button = (
    <Button isPrimary disabled={acknowledge.isPending} onClick={() => { acknowledge.mutate(undefined); }}>
      {text.acknowledge}
    </Button>
  );
  return (
    <>
      <Notice kind="event" role="note" action={button}>
        {text.acknowledgeWhy}
      </Notice>
      {acknowledge.error && <ProblemNotice error={acknowledge.error} />}
    </>
  );
}

/** That the call to an event has been read. */
export function Acknowledgement({ event }: { event: EventDetails }) {
  const { isKnown, isStaff } = useMay();
  const isAsked = IS_TO_COME.has(event.state) && !!event.program;
  const all = useQuery({ ...acknowledgementsQuery(event.id), enabled: isAsked });
  if (!isAsked || !isKnown || !all.data) return null;
  return isStaff ? <Everybody all={all.data} /> : <Own id={event.id} all={all.data} />;
}
