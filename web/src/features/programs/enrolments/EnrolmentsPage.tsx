import { useMemo, useState } from 'react';
import { useParams } from 'react-router-dom';
import { usePortal, zoneOf } from '@/api/portal';
import { useMay } from '@/api/useMay';
import { Button } from '@/components/Button';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { ServerList } from '@/components/list';
import { Notice } from '@/components/Notice';
import { PageHead } from '@/components/Page';
import type { Zone } from '@/lib/time';
import { loadEnrolments, useEndEnrolment, type Enrolment, type ProgramDetails } from '../api';
import { text as programs } from '../text';
import { WithProgram } from '../WithProgram';
import { ChangeDialog } from './ChangeDialog';
import { columnsOf, FILTERS } from './columns';
import { EnrolDialog } from './EnrolDialog';
import { text } from './text';

type Doing = { what: 'enrol' } | { what: 'change' | 'end'; row: Enrolment };

function EndDialog({ row, onDone, onClose }: { row: Enrolment; onDone: () => void; onClose: () => void }) {
  const end = useEndEnrolment();
  return (
    <ConfirmDialog
      title={text.endTitle(row.meter)}
      action={text.endNow}
      error={end.error}
      isBusy={end.isPending}
      onClose={onClose}
      onConfirm={() => {
        end.mutate(row.id, { onSuccess: onDone });
      }}
    >
      <p>{row.state === 'future' ? text.endFuture : text.endDetail}</p>
    </ConfirmDialog>
  );
}

function Content({ program, zone }: { program: ProgramDetails; zone: Zone }) {
  const { mayManage } = useMay();
  const [doing, setDoing] = useState<Doing>();
  const [done, setDone] = useState('');
  const columns = useMemo(() => columnsOf(zone, mayManage ? (what, row) => { setDoing({ what, row }); } : undefined), [zone, mayManage]);
  const load = useMemo(() => loadEnrolments(program.id), [program.id]);
  const close = (): void => {
    setDoing(undefined);
  };
  const finish = (words: string): void => {
    close();
    setDone(words);
  };
  const add = mayManage && !program.archived && (
    <Button isPrimary onClick={() => { setDoing({ what: 'enrol' }); }}>
      {text.add}
    </Button>
  );
  return (
    <>
      <PageHead
        title={text.title(program.name)}
        lead={program.archived ? text.archived : text.lead}
        crumbs={[
          { to: '/programs', word: programs.title },
          { to: `/programs/${program.id}`, word: program.name },
        ]}
        actions={add}
      />
      {done && <Notice kind="good">{done}</Notice>}
      <ServerList
        name={`enrolments-${program.id}`}
        caption={text.caption}
        address={`/api/programs/${program.id}/enrolments`}
        load={load}
        columns={columns}
        filters={FILTERS}
        searchLabel={text.find}
        rowKey={(row) => row.id}
        rowName={(row) => row.meter}
        empty={{ title: text.empty, detail: text.emptyDetail, action: add }}
      />
      {doing?.what === 'enrol' && <EnrolDialog program={program.id} onClose={close} onDone={(count) => { finish(text.made(count)); }} />}
      {doing?.what === 'change' && <ChangeDialog id={doing.row.id} meter={doing.row.meter} zone={zone} onClose={close} onDone={() => { finish(text.saved(doing.row.meter)); }} />}
      {doing?.what === 'end' && <EndDialog row={doing.row} onClose={close} onDone={() => { finish(text.ended(doing.row.meter)); }} />}
    </>
  );
}

/** Who takes part in a programme. */
export default function EnrolmentsPage() {
  const id = Number(useParams().id);
  const portal = usePortal();
  const zone = portal.data && zoneOf(portal.data.time_zone);
  return <WithProgram id={id}>{(program) => zone && <Content program={program} zone={zone} />}</WithProgram>;
}
