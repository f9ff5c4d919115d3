import { Link } from 'react-router-dom';
import { useMay } from '@/api/useMay';
import { Card } from '@/components/Card';
import { Facts } from '@/components/Page';
import type { Zone } from '@/lib/time';
import type { EventDetails } from '../api';
import { momentWords } from '../lib/span';
import { text } from '../text';

function targetWords({ target, targets }: EventDetails): string {
  if (target === 'organisations') return text.targetsOrganisations(targets.organisations.map(({ name }) => name).join(', '));
  return target === 'meters' ? text.targetsMeters(targets.meters.length) : text.targetsAll;
}

/** What was said of the event: programme, for whom, when who is told. */
export function About({ event, zone }: { event: EventDetails; zone: Zone }) {
  const { isStaff } = useMay();
  const { program } = event;
  const words = program ? `${program.name}, ${text.version(program.version)}` : text.noProgram;
  return (
    <Card title={text.about}>
      <Facts
        facts={[
          [text.terms, program && isStaff ? <Link to={`/programs/${program.id}`}>{words}</Link> : words],
          [text.kind, event.kind === 'test' ? text.test : text.real],
          [text.targets, isStaff ? targetWords(event) : ''],
          [isStaff ? text.meters : text.ownMeters, text.called(event.meters, event.opted_out)],
          [text.nominated, text.kw(event.nominated_kw)],
          [text.notice, event.notice ? momentWords(event.notice, zone) : ''],
          [text.optOutUntil, event.opt_out_until ? momentWords(event.opt_out_until, zone) : ''],
          [text.message, event.message],
          [text.drawnUpBy, event.created_by ?? ''],
        ]}
      />
    </Card>
  );
}
