import { useMemo, useState } from 'react';
import { useMay } from '@/api/useMay';
import { Button } from '@/components/Button';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { ServerList, type Column } from '@/components/list';
import { Notice } from '@/components/Notice';
import { PageHead, pageClasses } from '@/components/Page';
import { SectionTabs } from '@/components/SectionTabs';
import { formatMeterNumber } from '@/lib/format';
import { loadOutages, useRemoveOutage, type Outage } from '../api';
import { AddDialog } from './AddDialog';
import { text } from './text';

const whomOf = (outage: Outage): string => (outage.meter === null ? text.everyMeter : formatMeterNumber(outage.meter));

function columnsOf(remove?: (row: Outage) => void): Column<Outage>[] {
  const columns: Column<Outage>[] = [
    { key: 'meter', title: text.meter, sort: 'meter', isName: true, render: whomOf },
    { key: 'from', title: text.from, sort: 'day', isLatestFirst: true, render: (row) => row.from },
    { key: 'to', title: text.to, render: (row) => row.to },
    { key: 'reason', title: text.reason, render: (row) => row.reason },
    { key: 'by', title: text.by, render: (row) => row.made_by },
  ];
  if (!remove) return columns;
  const action = (row: Outage) => (
    <button type="button" className={pageClasses.link} aria-label={text.removeOf(whomOf(row), row.from)} onClick={() => { remove(row); }}>
      {text.remove}
    </button>
  );
  return [...columns, { key: 'actions', title: text.actions, render: action }];
}

function RemoveDialog({ row, onDone, onClose }: { row: Outage; onDone: () => void; onClose: () => void }) {
  const remove = useRemoveOutage();
  return (
    <ConfirmDialog
      title={text.removeTitle(whomOf(row))}
      action={text.remove}
      error={remove.error}
      isBusy={remove.isPending}
      onClose={onClose}
      onConfirm={() => {
        remove.mutate(row.id, { onSuccess: onDone });
      }}
    >
      <p>{text.removeDetail(row.from, row.to, row.reason)}</p>
    </ConfirmDialog>
  );
}

/** Days that baselines pass over. */
export default function OutagesPage() {
  const { mayManage } = useMay();
  const [isAdding, setIsAdding] = useState(false);
  const [removing, setRemoving] = useState<Outage>();
  const [done, setDone] = useState('');
  const columns = useMemo(() => columnsOf(mayManage ? setRemoving : undefined), [mayManage]);
  const finish = (words: string): void => {
    setIsAdding(false);
    setRemoving(undefined);
    setDone(words);
  };
  const add = mayManage && (
    <Button isPrimary onClick={() => { setIsAdding(true); }}>
      {text.add}
    </Button>
  );
  return (
    <div className={pageClasses.stack}>
      <SectionTabs current="outages" />
      <PageHead title={text.title} lead={text.lead} actions={add} />
      {done && <Notice kind="good">{done}</Notice>}
      <ServerList
        name="outages"
        caption={text.caption}
        address="/api/outages"
        load={loadOutages}
        columns={columns}
        searchLabel={text.find}
        rowKey={(row) => row.id}
        rowName={(row) => `${whomOf(row)} ${row.from}`}
        empty={{ title: text.empty, detail: text.emptyDetail, action: add }}
      />
      {isAdding && <AddDialog onClose={() => { setIsAdding(false); }} onDone={(count) => { finish(text.added(count)); }} />}
      {removing && <RemoveDialog row={removing} onClose={() => { setRemoving(undefined); }} onDone={() => { finish(text.removed); }} />}
    </div>
  );
}
