import { useMemo, useState } from 'react';
import { usePortal, zoneOf } from '@/api/portal';
import { Button, ButtonLink } from '@/components/Button';
import { ServerList } from '@/components/list';
import { Notice } from '@/components/Notice';
import classes from '../Admin.module.css';
import { ADDRESS, LIST, loadMeters, type MeterRow } from './api';
import { columnsOf, FILTERS } from './columns';
import { Dialogs, type Doing } from './Dialogs';
import { RowActions } from './RowActions';
import { text } from './text';

/** All meters, and everything that is done to them. */
export default function MetersPage() {
  const portal = usePortal();
  const [doing, setDoing] = useState<Doing & { clear?: () => void }>();
  const [done, setDone] = useState('');
  const zone = portal.data && zoneOf(portal.data.time_zone);
  const columns = useMemo(
    () => columnsOf(zone, (row) => <RowActions row={row} onAct={(what, { id }) => { setDoing({ what, meters: [id] }); }} />),
    [zone],
  );
  const bulk = (rows: MeterRow[], clear: () => void) =>
    (['assign', 'unassign', 'retire'] as const).map((what) => (
      <Button key={what} onClick={() => { setDoing({ what, meters: rows.map(({ id }) => id), clear }); }}>
        {text[what]}
      </Button>
    ));
  const close = (): void => {
    setDoing(undefined);
  };
  return (
    <>
      <div className={classes.bar}>
        <Button isPrimary onClick={() => { setDoing({ what: 'add', meters: [] }); }}>
          {text.add}
        </Button>
        <ButtonLink to="/admin/meters?assigned=false">{text.unassigned}</ButtonLink>
        <ButtonLink to="/imports">{text.imports}</ButtonLink>
      </div>
      {done && <Notice kind="good">{done}</Notice>}
      <ServerList
        name={LIST}
        caption={text.caption}
        address={ADDRESS}
        load={loadMeters}
        columns={columns}
        filters={FILTERS}
        searchLabel={text.find}
        rowKey={(row) => row.id}
        rowName={(row) => row.id}
        empty={{ title: text.empty, detail: text.emptyDetail }}
        bulk={bulk}
      />
      {doing && (
        <Dialogs
          doing={doing}
          onClose={close}
          onDone={(words) => {
            doing.clear?.();
            close();
            setDone(words);
          }}
        />
      )}
    </>
  );
}
