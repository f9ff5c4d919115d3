import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { usePortal, zoneOf } from '@/api/portal';
import { Button, ButtonLink } from '@/components/Button';
import { ServerList } from '@/components/list';
import { Notice } from '@/components/Notice';
import { Segmented } from '@/components/Segmented';
import classes from '../Admin.module.css';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { ADDRESS, LIST, loadClaims, useRenew, useRevoke, type Claim, type ClaimKind } from './api';
import { CodesDialog } from './CodesDialog';
import { columnsOf, FILTERS } from './columns';
import { text } from './text';

interface Doing {
  what: 'show' | 'renew' | 'revoke';
  ids: string[];
  clear: () => void;
}

const KINDS = [
  { value: 'meter', text: text.kinds.meter },
  { value: 'organization', text: text.kinds.organization },
] as const;

interface ChangingProps {
  what: 'renew' | 'revoke';
  kind: ClaimKind;
  ids: string[];
  onDone: (words: string) => void;
  onClose: () => void;
}

function Changing({ what, kind, ids, onDone, onClose }: ChangingProps) {
  const renew = useRenew(kind);
  const revoke = useRevoke(kind);
  const isRenewing = what === 'renew';
  const work = isRenewing ? renew : revoke;
  return (
    <ConfirmDialog
      title={isRenewing ? text.renewTitle(ids.length) : text.revokeTitle(ids.length)}
      action={text[what]}
      error={work.error}
      onClose={onClose}
      onConfirm={() => {
        work.mutate(ids, { onSuccess: () => { onDone(isRenewing ? text.renewed(ids.length) : text.revoked(ids.length)); } });
      }}
    >
      <p>{isRenewing ? text.renewDetail : text.revokeDetail}</p>
    </ConfirmDialog>
  );
}

/** Which codes are open, used and revoked; the codes themselves on demand. */
export default function ClaimsPage() {
  const portal = usePortal();
  const [params, setParams] = useSearchParams();
  const kind: ClaimKind = params.get('kind') === 'organization' ? 'organization' : 'meter';
  const [doing, setDoing] = useState<Doing>();
  const [done, setDone] = useState('');
  const zone = portal.data && zoneOf(portal.data.time_zone);
  const columns = useMemo(() => columnsOf(zone), [zone]);
  const load = useMemo(() => loadClaims(kind), [kind]);
  const close = (): void => {
    setDoing(undefined);
  };
  const lettersOf = (ids: string[]): string => `/admin/claims/letters?${new URLSearchParams({ kind, ids: ids.join(',') }).toString()}`;
  const bulk = (rows: Claim[], clear: () => void) => {
    const ids = rows.map(({ id }) => id);
    return (
      <>
        {(['show', 'renew', 'revoke'] as const).map((what) => (
          <Button key={what} onClick={() => { setDoing({ what, ids, clear }); }}>
            {text[what]}
          </Button>
        ))}
        <ButtonLink to={lettersOf(ids)}>{text.letters}</ButtonLink>
      </>
    );
  };
  return (
    <>
      <div className={classes.bar}>
        <Segmented label={text.kind} options={KINDS} value={kind} onChange={(value) => { setParams(value === 'meter' ? {} : { kind: value }, { replace: true }); }} />
        <ButtonLink to={`/admin/claims/letters?kind=${kind}`}>{text.lettersOfAll}</ButtonLink>
        <a className={classes.link} href={`${ADDRESS}?kind=${kind}&with_codes=true&state=open&format=csv`} download>
          {text.csvCodes}
        </a>
      </div>
      <p className={classes.muted}>{text.booked}</p>
      {done && <Notice kind="good">{done}</Notice>}
      <ServerList
        key={kind}
        name={LIST}
        caption={`${text.caption}, ${text.kinds[kind]}`}
        address={`${ADDRESS}?kind=${kind}`}
        load={load}
        columns={columns}
        filters={FILTERS[kind]}
        searchLabel={text.find}
        rowKey={(row) => row.id}
        rowName={(row) => row.id}
        empty={{ title: text.empty, detail: text.emptyDetail }}
        bulk={bulk}
      />
      {doing?.what === 'show' && <CodesDialog kind={kind} ids={doing.ids} onClose={close} />}
      {(doing?.what === 'renew' || doing?.what === 'revoke') && (
        <Changing
          what={doing.what}
          kind={kind}
          ids={doing.ids}
          onClose={close}
          onDone={(words) => {
            doing.clear();
            close();
            setDone(words);
          }}
        />
      )}
    </>
  );
}
