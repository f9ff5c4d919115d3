import { useMemo, useState } from 'react';
import { Link } from 'react-router-dom';
import { usePortal, zoneOf } from '@/api/portal';
import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { ServerList } from '@/components/list';
import { ADDRESS, LIST, loadOrganisations, useCreate, useRename, type OrganisationRow } from './api';
import { columnsOf, FILTERS } from './columns';
import { DeleteDialog } from './DeleteDialog';
import { NameDialog } from './NameDialog';
import classes from '../Admin.module.css';
import { text } from './text';

type Doing = { what: 'create' } | { what: 'rename' | 'remove'; row: OrganisationRow };

function Renaming({ row, onDone, onClose }: { row: OrganisationRow; onDone: (name: string) => void; onClose: () => void }) {
  const rename = useRename(row.id);
  return (
    <NameDialog
      title={text.renameTitle(row.name)}
      action={text.save}
      initial={row.name}
      error={rename.error}
      onClose={onClose}
      onSave={(name) => {
        rename.mutate(name, {
          onSuccess: () => {
            onDone(text.renamed(name));
          },
        });
      }}
    />
  );
}

export default function OrganisationsPage() {
  const portal = usePortal();
  const [doing, setDoing] = useState<Doing>();
  const [done, setDone] = useState('');
  const create = useCreate();
  const close = (): void => {
    setDoing(undefined);
    create.reset();
  };
  const finish = (words: string): void => {
    close();
    setDone(words);
  };
  const zone = portal.data && zoneOf(portal.data.time_zone);
  const columns = useMemo(
    () =>
      columnsOf(zone, (row) => (
        <span className={classes.rowActions}>
          <Link to={`/organisation?organisation=${row.id}`} className={classes.link} aria-label={text.open(row.name)}>
            {text.members}
          </Link>
          <button type="button" className={classes.link} aria-label={text.renameOf(row.name)} onClick={() => { setDoing({ what: 'rename', row }); }}>
            {text.rename}
          </button>
          {!row.is_provider && (
            <button type="button" className={classes.link} aria-label={text.removeOf(row.name)} onClick={() => { setDoing({ what: 'remove', row }); }}>
              {text.remove}
            </button>
          )}
        </span>
      )),
    [zone],
  );
  const createButton = (
    <Button isPrimary onClick={() => { setDoing({ what: 'create' }); }}>
      {text.create}
    </Button>
  );
  return (
    <>
      <div className={classes.bar}>{createButton}</div>
      {done && <Notice kind="good">{done}</Notice>}
      <ServerList
        name={LIST}
        caption={text.caption}
        address={ADDRESS}
        load={loadOrganisations}
        columns={columns}
        filters={FILTERS}
        searchLabel={text.find}
        rowKey={(row) => row.id}
        rowName={(row) => row.name}
        empty={{ title: text.empty, detail: text.emptyDetail }}
      />
      {doing?.what === 'create' && (
        <NameDialog
          title={text.createTitle}
          action={text.create}
          error={create.error}
          onClose={close}
          onSave={(name) => {
            create.mutate(name, { onSuccess: () => { finish(text.made(name)); } });
          }}
        />
      )}
      {doing?.what === 'rename' && <Renaming row={doing.row} onDone={finish} onClose={close} />}
      {doing?.what === 'remove' && <DeleteDialog organisation={doing.row} onClose={close} onDone={() => { finish(text.removed(doing.row.name)); }} />}
    </>
  );
}
