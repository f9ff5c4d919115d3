import { useMemo, useState } from 'react';
import { usePortal, zoneOf } from '@/api/portal';
import { Button } from '@/components/Button';
import { ServerList } from '@/components/list';
import { Notice } from '@/components/Notice';
import classes from '../Admin.module.css';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { ADDRESS, LIST, loadTokens, useRevoke, type Token } from './api';
import { columnsOf, FILTERS } from './columns';
import { CreateDialog } from './CreateDialog';
import { text } from './text';

function Revoking({ token, onDone, onClose }: { token: Token; onDone: () => void; onClose: () => void }) {
  const revoke = useRevoke();
  return (
    <ConfirmDialog
      title={text.revokeTitle(token.name)}
      action={text.revokeOf(token.name)}
      error={revoke.error}
      onClose={onClose}
      onConfirm={() => {
        revoke.mutate(token.id, { onSuccess: onDone });
      }}
    >
      <p>{text.revokeDetail}</p>
    </ConfirmDialog>
  );
}

export default function TokensPage() {
  const portal = usePortal();
  const [isCreating, setIsCreating] = useState(false);
  const [revoking, setRevoking] = useState<Token>();
  const [done, setDone] = useState('');
  const zone = portal.data && zoneOf(portal.data.time_zone);
  const columns = useMemo(
    () =>
      columnsOf(
        zone,
        (row) =>
          row.state === 'active' && (
            <button type="button" className={classes.link} aria-label={text.revokeOf(row.name)} onClick={() => { setRevoking(row); }}>
              {text.revoke}
            </button>
          ),
      ),
    [zone],
  );
  return (
    <>
      <div className={classes.bar}>
        <Button isPrimary onClick={() => { setIsCreating(true); }}>
          {text.create}
        </Button>
      </div>
      {done && <Notice kind="good">{done}</Notice>}
      <ServerList
        name={LIST}
        caption={text.caption}
        address={ADDRESS}
        load={loadTokens}
        columns={columns}
        filters={FILTERS}
        searchLabel={text.find}
        rowKey={(row) => row.id}
        rowName={(row) => row.name}
        empty={{ title: text.empty, detail: text.emptyDetail }}
      />
      {isCreating && <CreateDialog onClose={() => { setIsCreating(false); }} />}
      {revoking && (
        <Revoking
          token={revoking}
          onClose={() => { setRevoking(undefined); }}
          onDone={() => {
            setDone(text.revoked(revoking.name));
            setRevoking(undefined);
          }}
        />
      )}
    </>
  );
}
